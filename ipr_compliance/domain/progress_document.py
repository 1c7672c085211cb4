"""The progress report in words: the document that HTML and PDF print."""

from collections.abc import Mapping
from itertools import groupby

from ipr_compliance.domain import change_words, progress_figures
from ipr_compliance.domain.dates import written_out
from ipr_compliance.domain.deadlines import days_in_words
from ipr_compliance.domain.documents import Case, Column, Document, Figure, Row, Section, Table
from ipr_compliance.domain.progress import Change, Item, Progress
from ipr_compliance.domain.summary import Figures
from ipr_compliance.domain.summary_words import opening_sentence, plural
from ipr_compliance.domain.words import WhoseMove, in_words

EXCERPT = 240
"""How much of a recommendation's text a row shows; the whole text stands on its page and in the table file."""

DEFINITIONS = (
    ("Open", "The OIG has not closed the recommendation. Only the OIG closes one."),
    ("Overdue", "Open, and the due date lies before the as-of date. Due on that day is not overdue."),
    ("Due in 30, 60, 90 days", "Open and due within so many days of the as-of date, that day included; cumulative."),
    ("No date", "Open without a due date; never overdue."),
    ("Slipped", "Days by which the current due date lies behind the original one."),
    ("18-month window", "All actions of a report are to be complete 18 months after its issue, unless it names a day."),
    ("Closed in the period", "Closed by the OIG on a day of the period, for whatever reason."),
)


def document(progress: Progress, most: int | None = None) -> Document:
    """The report's sections in the order in which a leader reads them; lists as long as `most`, where it is said."""
    asked = ((item.id, _name(item), item.component) for item in progress.closures_asked)
    return Document(
        title="Progress report on OIG recommendations",
        subtitle=f"{progress.scope.words}, {written_out(progress.period.first)} to {written_out(progress.as_of)}",
        author=progress.office,
        opening=opening_sentence(progress.summary),
        notice=_notice(progress),
        figures=_figures(progress),
        sections=(
            _components(progress),
            progress_figures.asked_for(progress.extensions, asked, progress.as_of),
            _changes(progress),
            _overdue(progress, most),
            progress_figures.extensions(progress.extensions, progress.period.first, progress.as_of),
            _closed(progress, most),
            progress_figures.money(progress.summary),
            progress_figures.measures(progress.summary),
            _open(progress, most),
            _made(progress),
        ),
        footer=f"{progress.scope.words} · as of {written_out(progress.as_of)}",
    )


def _notice(progress: Progress) -> str:
    if progress.as_of <= progress.made_on:
        return ""
    return "The as-of date is still to come: this is how things will stand then if nothing changes."


def _figures(progress: Progress) -> tuple[Figure, ...]:
    whole = progress.summary.whole
    component = {"component": progress.scope.code} if progress.scope.code else {}
    day = {"as_of": str(progress.as_of)} if progress.as_of != progress.made_on else {}
    limits = dict(progress.scope.asks)

    def asked(name: str, value: str) -> Mapping[str, str] | None:
        # A list that is limited otherwise by the same field would be another one.
        clashes = limits.get(name, value) != value
        return None if clashes else limits | component | day | {name: value}

    return (
        Figure("Open", whole.open, asked("open", "1")),
        Figure("Overdue", whole.overdue, asked("overdue", "1")),
        Figure("Due in 30 days", whole.due_30, asked("due_in", "30")),
        Figure("Waiting for the OIG", whole.waiting_for_oig, asked("whose_move", WhoseMove.OIG.value)),
        Figure("Without a due date", whole.no_date, asked("no_date", "1")),
    )


def _components(progress: Progress) -> Section:
    columns = (
        Column("Component", 8),
        *(Column(title, 2, number=True) for title in ("Open", "Overdue", "Most days late", "In 30 days", "60", "90")),
        Column("No date", 2, number=True),
        Column("Next deadline", 5),
    )
    rows = tuple(
        Row((f"{line.component.code} – {line.component.name}", *_counts(line.figures)), line.depth)
        for line in progress.components
    )
    said = "Each line includes the components below it."
    if not rows:
        return Section("By component", ("No component has a recommendation here.",))
    return Section("By component", (said,), Table(columns, rows))


def _counts(figures: Figures) -> tuple[str, ...]:
    counts = (
        figures.open, figures.overdue, figures.worst_days_late, figures.due_30, figures.due_60, figures.due_90,
        figures.no_date,
    )  # fmt: skip
    return (*(str(count) for count in counts), written_out(figures.next_due_on) if figures.next_due_on else "–")


def _changes(progress: Progress) -> Section:
    heading = "What changed in the period"
    if not progress.changes:
        return Section(heading, ("Nothing was recorded for the period.",))
    said = f"{plural(progress.changes_in_all, 'change')} took effect in the period."
    left_out = progress.changes_in_all - len(progress.changes)
    if left_out:
        said += f" The newest {len(progress.changes)} are shown; {left_out} more stand in the records' timelines."
    places = {item.id: place for place, item in enumerate(progress.items)}
    ordered = sorted(progress.changes, key=lambda change: places[change.recommendation_id])
    grouped = groupby(ordered, key=lambda change: change.recommendation_id)
    cases = tuple(_changed(progress.by_id[number], list(changes)) for number, changes in grouped)
    return Section(heading, (said,), cases=cases)


def _changed(item: Item, changes: list[Change]) -> Case:
    lines = tuple(
        f"{written_out(change.on)}: {' '.join(_ended(change))}"
        for change in sorted(changes, key=lambda change: change.on, reverse=True)
    )
    return Case(_heading(item), item.id, lines=lines)


def _ended(change: Change) -> list[str]:
    told = change_words.sentences(change.kind, change.changes, change.note)
    return [sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}." for sentence in told]


def _first(items: list[Item], count: int, most: int | None) -> tuple[list[Item], tuple[str, ...]]:
    """As many as are shown, and what is said where these are not all."""
    if most is None or count <= most:
        return items, ()
    return items[:most], (f"The first {most} of {count} are shown; the files have them all.",)


def _overdue(progress: Progress, most: int | None) -> Section:
    heading = "Overdue recommendations"
    if not progress.overdue:
        return Section(heading, ("Nothing is overdue.",))
    shown, said = _first(progress.overdue, progress.lists.overdue, most)
    return Section(heading, said, cases=tuple(_late(progress, item) for item in shown))


def _late(progress: Progress, item: Item) -> Case:
    facts = [
        ("Due", _due(item, progress)),
        ("Status", f"{in_words(item.status)}; next move: {in_words(item.whose_move)}"),
    ]
    if item.days_slipped and item.original_due_on:
        slipped = plural(item.days_slipped, "day")
        facts.append(("First due", f"{written_out(item.original_due_on)} (slipped by {slipped})"))
    if item.responsible_official:
        facts.append(("Responsible", item.responsible_official))
    update = progress.last_updates.get(item.id)
    if update is None:
        facts.append(("Last update", "None has been recorded."))
    else:
        facts.append(("Last update", f"{written_out(update.on)}: {update.note}"))
        by = f" (by {written_out(update.next_step_on)})" if update.next_step_on else ""
        facts.append(("Next step", f"{update.next_step}{by}" if update.next_step else "None was named."))
    return Case(_heading(item), item.id, tuple(facts), item.text)


def _closed(progress: Progress, most: int | None) -> Section:
    heading = "Closed in the period"
    if not progress.closed_in_period:
        return Section(heading, ("Nothing was closed in the period.",))
    shown, said = _first(progress.closed_in_period, progress.lists.closed, most)
    columns = (Column("Recommendation", 4), Column("Text", 9), Column("Component", 3), Column("Closed", 4))
    rows = tuple(Row((_name(item), _excerpt(item), item.component, _ending(item)), record=item.id) for item in shown)
    return Section(heading, said, Table(columns, rows))


def _open(progress: Progress, most: int | None) -> Section:
    heading = "All open recommendations"
    if not progress.open:
        return Section(heading, ("No recommendation is open.",))
    columns = (
        Column("Recommendation", 4), Column("Text", 9), Column("Component", 3), Column("Status", 3),
        Column("Next move", 3), Column("Due", 4),
    )  # fmt: skip
    shown, said = _first(progress.open, progress.lists.open, most)
    rows = tuple(Row(_standing(item, progress), record=item.id) for item in shown)
    return Section(heading, said, Table(columns, rows))


def _standing(item: Item, progress: Progress) -> tuple[str, ...]:
    status, move = in_words(item.status), in_words(item.whose_move)
    return _name(item), _excerpt(item), item.component, status, move, _due(item, progress)


def _made(progress: Progress) -> Section:
    seq, digest = progress.head
    how = (
        (
            "As-of date",
            f"{written_out(progress.as_of)}; standing by effective date, texts and officials as they are now",
        ),
        ("Period", f"{written_out(progress.period.first)} to {written_out(progress.as_of)}, both days included"),
        ("Filter", f"{progress.scope.words}, limited to what the reader may see"),
        ("History head", f"entry {seq}, SHA-256 {digest}"),
    )
    return Section("Definitions and how this report was made", terms=DEFINITIONS + how)


def _name(item: Item) -> str:
    return f"{item.report_number}, no. {item.number}"


def _heading(item: Item) -> str:
    return f"{item.report_number}, recommendation {item.number} ({item.component})"


def _due(item: Item, progress: Progress) -> str:
    if item.due_on is None:
        return "No date"
    said = f"{written_out(item.due_on)} ({days_in_words(item.due_on, progress.as_of)})"
    return f"{said}, beyond the 18-month window" if item.beyond_window else said


def _ending(item: Item) -> str:
    how = in_words(item.status)
    return f"{how}, {written_out(item.closed_on)}" if item.closed_on else how


def _excerpt(item: Item) -> str:
    line = " ".join(item.text.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rstrip() + "…"
