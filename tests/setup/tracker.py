"""The program as an operator runs it: its commands, and the server, each a process of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
IPR = (sys.executable, "-c", "from ipr_compliance.cli import main; main()")


def a_free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Tracker:
    """An installation with a home of its own."""

    def __init__(self, home: Path, **settings: str) -> None:
        port = a_free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "IPR_ENV": "development", "IPR_HOME": str(home),
            "IPR_PORT": str(port), "IPR_BASE_URL": self.address, **settings,
        }  # fmt: skip

    def ipr(self, *words: str) -> str:
        """Run a command that must succeed; gives what it printed."""
        done = subprocess.run((*IPR, *words), env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    def served(self) -> subprocess.Popen[bytes]:
        """The server with its scheduler; it prints a line once it answers."""
        return subprocess.Popen((sys.executable, str(ROOT / "app.py")), env=self.environment, stdout=subprocess.PIPE)


def text_of_pdf(path: Path) -> str:
    """The words of a PDF file, with single spaces."""
    read = subprocess.run(("pdftotext", str(path), "-"), check=True, capture_output=True, text=True)
    return " ".join(read.stdout.split())
