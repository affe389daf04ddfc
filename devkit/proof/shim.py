"""Folders that come first on a child's module path: whom it trusts, and what it reports of itself.

Certificate checks stay on, without the environment variables of `requests` (the package ignores
them): a module named `certifi` names the stand-in's authority in place of the public ones.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devkit.definitions import DEFINITIONS, MANAGERS, SCRIPTS

if TYPE_CHECKING:
    from devkit.soar import Runner

FLOOR = "Floor"
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
    """Make a folder with a `certifi` that trusts this authority alone; return the folder."""
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


def environment(host: Runner, *folders: Path) -> dict[str, str]:
    """Return the child's module path with these folders before the SDK's and the package's."""
    path = (*folders, host.sdk, host.package.managers)
    return {"PYTHONPATH": os.pathsep.join(map(str, path))}


def floor_package(folder: Path) -> Path:
    """Make a package whose one action is the floor; return its folder."""
    for name in (DEFINITIONS, SCRIPTS, MANAGERS):
        (folder / name).mkdir(parents=True)
    integration = {"Identifier": "Twilio", "Version": 1.0, "IntegrationProperties": []}
    definition: dict[str, Any] = {"Name": FLOOR, "Parameters": []}
    (folder / "Integration-Twilio.def").write_text(json.dumps(integration), encoding="utf-8")
    path = folder / DEFINITIONS / f"{FLOOR}.actiondef"
    path.write_text(json.dumps(definition), encoding="utf-8")
    shutil.copy(Path(__file__).with_name("floor.py"), folder / SCRIPTS / f"{FLOOR}.py")
    return folder
