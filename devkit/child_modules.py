"""Modules that a test puts first on the path of an action's process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_CERTIFI = """\
def where():
    return {path!r}


def contents():
    with open(where(), encoding="ascii") as file:
        return file.read()
"""

# The peak is the process's own (VmHWM): `ru_maxrss` begins with that of the process it was
# forked from, which is larger here.
_PROBE = """\
import atexit, sys


def tell():
    modules = sorted(sys.modules)
    import json
    with open("/proc/self/status", encoding="ascii") as file:
        peak = next(line for line in file if line.startswith("VmHWM")).split()[1]
    with open({path!r}, "w", encoding="utf-8") as file:
        json.dump({{"modules": modules, "peak_kib": int(peak)}}, file)


atexit.register(tell)
"""


def trust(folder: Path, authority: Path) -> Path:
    """Make a `certifi` that trusts this authority alone; return the folder that it is in."""
    package = folder / "certifi"
    package.mkdir(parents=True)
    source = _CERTIFI.format(path=str(authority))
    (package / "__init__.py").write_text(source, encoding="utf-8")
    return folder


class Probe:
    """Has a process write down, as it ends, which modules it loaded and its peak memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._report = folder / "report.json"
        folder.mkdir(parents=True)
        source = _PROBE.format(path=str(self._report))
        (folder / "sitecustomize.py").write_text(source, encoding="utf-8")

    def read(self) -> dict[str, Any]:
        """Return `modules` (names) and `peak_kib` of the process that ended last."""
        report: dict[str, Any] = json.loads(self._report.read_text(encoding="utf-8"))
        return report
