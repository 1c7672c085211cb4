"""Runs one of our modules in a process of its own, which gets none of this process's settings and secrets, and ends."""

import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path

import ipr_compliance

_ROOT = str(Path(ipr_compliance.__file__).parents[1])
_NEEDED = ("HOME", "PATH", "XDG_DATA_HOME")
# Isolated (-I), Python looks for modules in neither the working directory nor the environment: ours are named to it.
_START = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv[1], run_name='__main__')"


def command(module: str) -> list[str]:
    """What starts the module, by its full name, as a program."""
    return [sys.executable, "-I", "-c", _START, _ROOT, module]


def environment() -> Mapping[str, str]:
    """The environment that such a process gets."""
    return {name: os.environ[name] for name in _NEEDED if name in os.environ}


def limit(*, memory: int, seconds: int) -> None:
    """Let this process have that many bytes more than it has now, that much processor time, and write no file.

    What needs more memory gets a MemoryError, or ends by a signal where a library does not know how to raise one;
    what needs more time ends by one.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + memory
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(nothing, (0, 0))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
