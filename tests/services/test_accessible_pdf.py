"""Every kind of printed file read back: what PDF/UA asks for is there, and its absence would be seen."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from pikepdf import Name

from ipr_compliance.domain.progress import Format, Kind, Period, Scope
from ipr_compliance.domain.words import Status
from ipr_compliance.queries.filters import Filter
from ipr_compliance.services import closeout, exports, progress
from ipr_compliance.services.orders import Order
from tests.accessible_pdf import failures
from tests.factories import TODAY, a_recommendation, a_report, an_office, an_update
from tests.lives import Life

YEAR = Period(TODAY - timedelta(days=400), TODAY)
WIDE = ("text", "component", "status", "due_on", "days_late", "extensions", "responsible_email", "questioned_cost")


def an_office_of_many_pages(session):
    """Every status and enough rows for several pages."""
    office = an_office(session)
    a_report(session, office, "A-1", issued_on=date(2025, 4, 2))
    for place, status in enumerate([*Status, *Status]):
        life = Life(session, office, report=("A-1", "OIG-26-01")[place % 2], questioned_cost="1200.50")
        life.brought_to(status)
        if status.is_open:
            an_update(session, office, life.id, note="See https://oig.example/reports/1, “naïve” – 漢.")
    for day in range(30):
        a_recommendation(session, office, "A-1", due_on=TODAY - timedelta(days=day))
    office.last = life.id
    return office


pytestmark = pytest.mark.beginning(recorded=an_office_of_many_pages)


@pytest.fixture
def office(begun):
    return begun


def printed(session, office, kind):
    target, connection = io.BytesIO(), session.connection()
    by, tree = office.keeper, office.tree
    if kind == "closeout":
        return closeout.package(connection, by, tree, office.last, TODAY).pdf
    if kind in {"list", "wide list"}:
        wanted = Filter(columns=WIDE) if kind == "wide list" else Filter()
        exports.make(connection, by, tree, exports.Order(wanted, TODAY), Format.PDF, target)
    else:
        progress.make(connection, by, tree, Order(Scope(), YEAR, TODAY, Kind(kind)), Format.PDF, target)
    return target.getvalue()


@pytest.mark.parametrize("kind", [*(kind.value for kind in Kind), "list", "wide list", "closeout"])
def test_every_printed_file_is_accessible(session, office, kind):
    assert failures(printed(session, office, kind)) == []


def first(pdf, kind):
    return next(
        one for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == Name(f"/{kind}") and "/P" in one
    )  # fmt: skip


def no_words_for_pictures(pdf):
    del first(pdf, "Figure").Alt


def a_row_too_short(pdf):
    row = first(pdf, "TR")
    row.K = pikepdf.Array(list(row.K)[:-1])


def a_level_skipped(pdf):
    first(pdf, "H2").S = Name.H4


def no_scope(pdf):
    del first(pdf, "TH").A


def a_font_outside(pdf):
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == Name.FontDescriptor:
            for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                if name in one:
                    del one[name]


def words_outside(pdf):
    pdf.pages[0].contents_add(b"0 0 10 10 re f")


def no_title(pdf):
    with pdf.open_metadata() as meta:
        del meta["{http://purl.org/dc/elements/1.1/}title"]


def no_claim(pdf):
    with pdf.open_metadata() as meta:
        del meta["{http://www.aiim.org/pdfua/ns/id/}part"]


BROKEN = {
    "6.2": lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False),
    "7.2: no language": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "7.1: the title is not shown": lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"),
    "7.1: there is no structure": lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"),
    "7.17": lambda pdf: pdf.Root.__delitem__("/Outlines"),
    "7.3": no_words_for_pictures,
    "7.2: rows": a_row_too_short,
    "7.4.2": a_level_skipped,
    "7.5: a heading": no_scope,
    "7.21.4.1": a_font_outside,
    "7.1: page 1": words_outside,
    "7.1: no title": no_title,
    "5: ": no_claim,
}


class TestWhatIsMissing:
    @pytest.fixture
    def databases(self, sqlite_files):
        """One engine is enough: a file that is printed already is spoiled and read."""
        return sqlite_files

    def test_is_seen(self, session, office):
        made = printed(session, office, "progress")
        for clause, spoil in BROKEN.items():
            with pikepdf.open(io.BytesIO(made)) as pdf:
                spoil(pdf)
                spoiled = io.BytesIO()
                pdf.save(spoiled)
            assert any(one.startswith(clause) for one in failures(spoiled.getvalue())), clause
