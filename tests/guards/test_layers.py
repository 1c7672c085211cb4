"""What the import rules do not see: who ends a transaction, and that what can be set is written down."""

import ast
import re
from pathlib import Path

import pytest

from ipr_compliance.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ipr_compliance"
MODULES = sorted(PACKAGE.rglob("*.py"))


def called(module):
    """The names of all methods that a module calls."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_nobody_ends_a_transaction_but_who_opened_it(module):
    assert not called(module) & {"commit", "rollback"}


@pytest.mark.parametrize("layer", ["domain", "models", "queries", "services", "adapters"])
def test_nobody_below_the_edge_opens_a_transaction_or_asks_the_clock(layer):
    for module in sorted((PACKAGE / layer).rglob("*.py")):
        assert not called(module) & {"transaction", "reading", "now", "today", "utcnow"}, module


def test_every_setting_is_described_and_nothing_else():
    text = (ROOT / "docs" / "operate" / "settings.md").read_text(encoding="utf-8")
    described = set(re.findall(rf"^\| `({PREFIX}\w+)` \|", text, re.MULTILINE))
    assert described == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
