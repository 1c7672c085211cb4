"""Brings what the tests need onto this machine, where that can be done, and says what is missing where it cannot."""

import os
import shutil
import subprocess
import sys

from tests.setup import browser, postgresql

SECONDS = 600


def main() -> None:
    """Bring the browser and the PDF tools; PostgreSQL comes with the Python packages."""
    packages = ([] if browser.find() else ["chromium"]) + ([] if pdf_tools() else ["poppler-utils"])
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(packages)} ...")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages)
    if not browser.find():
        print("Fetching a browser ...")
        run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
    for problem in missing():
        print(f"Missing: {problem}. Tests that need it are skipped.", file=sys.stderr)


def missing() -> list[str]:
    """What the tests need and this machine has not got."""
    problems = []
    try:
        postgresql.programs()
    except postgresql.Missing as problem:
        problems.append(str(problem))
    if not browser.find():
        problems.append("a browser (install the package chromium)")
    if not pdf_tools():
        problems.append("pdftotext and pdftoppm (install the package poppler-utils)")
    return problems


def pdf_tools() -> bool:
    """Whether PDF files can be read back with a second program than the one that wrote them."""
    return all(map(shutil.which, ("pdftotext", "pdftoppm")))


def run(*command: str) -> None:
    """Try a command quietly; what comes of it is judged by what is there afterwards."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, check=False, timeout=SECONDS, env=environment, **quiet)
    except subprocess.TimeoutExpired:
        print(f"{command[0]} took longer than {SECONDS} seconds", file=sys.stderr)


if __name__ == "__main__":
    main()
