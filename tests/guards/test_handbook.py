"""The table of moves in the documents is the one that the program follows."""

from pathlib import Path

from ipr_compliance.domain.permissions import ALLOWED
from ipr_compliance.domain.words import in_words
from ipr_compliance.domain.workflow import MOVES

DOCUMENT = Path(__file__).parents[2] / "docs" / "moves.md"


def table() -> str:
    """The moves as the document shows them; print it to bring the document up to date."""
    lines = ["| what happens | from | to | who | what is needed |", "| --- | --- | --- | --- | --- |"]
    for move in MOVES:
        who = ", ".join(in_words(role).lower() for role, actions in ALLOWED.items() if move.action in actions)
        needs = "; ".join(move.needs) or "–"
        lines.append(f"| {move.means} | {in_words(move.source)} | {in_words(move.target)} | {who} | {needs} |")
    return "\n".join(lines)


def test_the_documents_show_the_moves_that_the_program_makes():
    assert table() in DOCUMENT.read_text(encoding="utf-8")
