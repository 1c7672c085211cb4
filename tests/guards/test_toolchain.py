"""What is pinned, built and listed stays consistent."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ipr_compliance"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(PACKAGE.rglob("*.py"))


def pinned(name: str) -> dict[str, str]:
    """Every package of a requirements file with all that is said about it."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", "")
    return dict(line.split("==", 1) for line in text.splitlines())


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_pinned_package_has_a_hash_and_no_address(name):
    for package, said in pinned(name).items():
        assert "--hash=sha256:" in said, package
        assert "://" not in said


def test_people_run_what_was_tested():
    assert pinned("run").items() <= pinned("dev").items()


def test_the_lock_file_of_the_front_end_records_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-")


def test_building_here_and_elsewhere_needs_the_same():
    assert PROJECT["build-system"]["requires"] == PROJECT["dependency-groups"]["build"]


def test_a_wheel_brings_templates_migrations_and_static_files(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  # fixed arguments

    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("templates", "templates"), ("migrations", "migrations"), ("ipr_compliance", "")):
        files = {file.relative_to(ROOT / folder) for file in (ROOT / folder).rglob("*.*") if file.suffix != ".pyc"}
        assert {str(Path("ipr_compliance", inside, file)) for file in files} <= names
    assert "ipr_compliance/static/vendor/uswds/css/uswds.min.css" in names
    assert not any(name.startswith("tests") for name in names)


def test_make_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()

    assert [name for name in targets if not re.search(rf"^{name}:.* ## ", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize(
    "module",
    sorted((PACKAGE / "domain").rglob("*.py")),
    ids=lambda module: module.relative_to(PACKAGE).as_posix(),
)
def test_the_rules_import_only_the_standard_library(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names or name.startswith("ipr_compliance.domain")


def test_no_module_is_too_long_to_read():
    assert [str(module) for module in MODULES if len(module.read_text(encoding="utf-8").splitlines()) > 400] == []
