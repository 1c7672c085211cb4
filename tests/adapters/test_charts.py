import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from xml.etree import ElementTree

import pytest

from ipr_compliance.adapters import charts, drawing, svg_files
from ipr_compliance.adapters.charts import Width, draw
from ipr_compliance.domain import pictures
from ipr_compliance.domain.components import Component, Tree
from ipr_compliance.domain.pictures import Dated, Form, Point
from ipr_compliance.domain.summary import Tally, summarise
from ipr_compliance.domain.words import Agreement, Status, WhoseMove

TODAY = date(2026, 11, 24)
NASTY = """<a href="javascript:x">]]>\\(a^b\\){d}$&\x00\x0b\ud800'"""
WIDTHS = pytest.mark.parametrize("width", Width, ids=lambda width: width.name.lower())


def all_pictures(name="CBP", how_many=3):
    tree = Tree([Component(1, name, "", None), Component(2, "PLCY", "", None)])
    tallies = [Tally(one, status, WhoseMove.OIG, Agreement.CONCUR, age, how_many)
               for one in (1, 2) for age, status in enumerate(Status) if age < 4]  # fmt: skip
    tallies.append(Tally(1, Status.RESPONSE_DUE, WhoseMove.OIG, Agreement.CONCUR, None, 1))
    found = summarise(tallies, [], TODAY, tree, frozenset({1, 2}))
    days = [None, *(TODAY + timedelta(days=days) for days in (-900, -10, 0, 200, 2000))]
    dated = [Dated(f"{name} no. {place}", name, first, due, TODAY) for place, (first, due) in enumerate(
        (first, due) for first in days for due in days)]  # fmt: skip
    months = {None: 1, date(2027, 3, 1): how_many, date(2030, 1, 1): 2}
    return (
        pictures.status(found, tree),
        pictures.course([Point(day, how_many, 1) for day in pictures.series_days(TODAY)]),
        pictures.calendar_lines(dated, TODAY),
        pictures.calendar_months(months, months, (4, 5), TODAY),
        pictures.slippage({0: how_many, None: 2}, TODAY),
        pictures.age(found, tree),
    )


PICTURES = pytest.mark.parametrize("picture", all_pictures(), ids=lambda picture: f"{picture.name}-{picture.form}")


def words(drawn):
    return " ".join(" ".join(ElementTree.fromstring(drawn).itertext()).split())  # noqa: S314  # our own


def test_every_form_is_tried_here():
    assert {picture.form for picture in all_pictures()} == set(Form) == set(charts._FORMS)


@WIDTHS
@PICTURES
def test_a_picture_stands_alone(picture, width):
    drawn = draw(picture, width)
    root = ElementTree.fromstring(drawn)  # noqa: S314  # our own
    assert root.get("viewBox").startswith(f"0 0 {width} ")
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "svg", "title", "g", "path", "line", "rect", "circle", "text", "tspan", "defs", "clipPath",
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.keys()}  # noqa: SIM118  # not a mapping
    assert not [name for name in attributes if name.startswith("on") or "href" in name or name in {"style", "class"}]
    values = [value for element in root.iter() for value in element.attrib.values()]
    assert all(value.startswith("url(#") for value in values if "url(" in value)
    assert re.findall(rb"https?://[^\"]+", drawn) == [b"http://www.w3.org/2000/svg"]


@WIDTHS
@PICTURES
def test_text_is_as_large_on_a_phone_as_on_a_page(picture, width):
    sizes = re.findall(r'font-size="([\d.]+)', draw(picture, width).decode())
    assert sizes
    assert min(map(float, sizes)) >= 12


@PICTURES
def test_the_same_picture_gives_the_same_bytes(picture):
    first = sha256(draw(picture)).hexdigest()
    draw.cache_clear()
    assert sha256(draw(picture)).hexdigest() == first


def test_the_numbers_of_the_table_are_in_the_picture():
    for picture in all_pictures(how_many=1234):
        if picture.form not in {Form.COURSE, Form.LINES}:
            for row in picture.rows:
                assert all(f"{cell:,}" in words(draw(picture)) for cell in row[1:] if cell), picture.name
    assert "1,234 open" in words(draw(all_pictures(how_many=1234)[1]))


@pytest.mark.parametrize("place", range(6))
def test_what_people_typed_stays_text(place):
    drawn = draw(all_pictures(NASTY)[place], Width.WIDE)
    assert b"<a " not in drawn
    assert b"href=" not in re.sub(rb">[^<]*<", b"><", drawn)
    if place in {0, 2, 5}:
        assert '<a href="java' in words(drawn)
    draw(all_pictures("\\(\\frac{a}{b}\\)")[place])


def test_a_long_name_is_cut_and_two_that_begin_alike_are_both_drawn():
    tree = Tree([Component(one, "A-VERY-LONG-CODE-OF-AN-OFFICE-" + str(one), "", None) for one in (1, 2)])
    tallies = [Tally(one, Status.RESPONSE_DUE, WhoseMove.OIG, Agreement.NONE, 1, 7 * one) for one in (1, 2)]
    drawn = words(draw(pictures.status(summarise(tallies, [], TODAY, tree, frozenset({1, 2})), tree)))
    assert drawn.count("A-VERY-LONG-CODE-…") == 2
    assert "14" in drawn


def test_where_there_is_nothing_the_picture_says_so():
    nothing = summarise([], [], TODAY, Tree([]), frozenset())
    for picture in (pictures.status(nothing, Tree([])), pictures.calendar_lines([], TODAY),
                    pictures.slippage({}, TODAY)):  # fmt: skip
        assert "Nothing is open here on this day." in words(draw(picture))


def test_a_picture_that_cannot_be_drawn_is_no_picture_of_an_error():
    lp = drawing.library()
    drawn = drawing.drawn(lp.ggplot() + lp.geom_hline(yintercept=[0, 1]), 300, 200)
    with pytest.raises(svg_files.NotDrawn, match="The title"):
        svg_files.finished(drawn, "The title", 300, 200)


def test_several_threads_draw_at_once():
    made = all_pictures()
    expected = [draw(picture) for picture in made]
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(charts.draw.__wrapped__, made * 10, [Width.PAGE] * 60))
    assert [sha256(one).hexdigest() for one in drawn] == [sha256(one).hexdigest() for one in expected] * 10


def test_who_draws_nothing_does_not_load_the_plotting_library():
    program = "import sys, ipr_compliance.factory; sys.exit('lets_plot' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", program), check=False).returncode == 0  # noqa: S603  # fixed words


@pytest.mark.parametrize(("most", "steps"), [(0, [0]), (1, [0, 1]), (5, [0, 1, 2, 3, 4, 5]), (7, [0, 2, 4, 6]),
                                             (23, [0, 5, 10, 15, 20]), (10_220, [0, 5000, 10_000])])  # fmt: skip
def test_steps_are_round_numbers(most, steps):
    assert drawing.nice_steps(most) == steps
