"""The package as one ZIP file that the platform imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit import checks
from devkit.checks.lock import LOCK
from devkit.definitions import ROOT, Package
from devkit.errors import DevkitError
from devkit.packaging.archive import write
from devkit.packaging.contents import read
from devkit.packaging.wheels import FITS, fetch

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CACHE", "LOCK", "build"]

CACHE = ROOT / "dist" / "wheels"


def build(out_dir: Path, root: Path = ROOT, cache: Path = CACHE) -> Path:
    """Build `<Identifier>-<version>-cp311-linux_x86_64.zip`, named by what its wheels fit.

    Two builds of the same files give the same bytes.

    Args:
        out_dir: where to put it; made if it is not there.
        root: the package's folder.
        cache: where downloaded wheels are kept.

    Returns:
        The ZIP file.

    Raises:
        DevkitError: the checks found problems, which it names, or the libraries' wheels could not
            be downloaded.
    """
    found = checks.problems(root)
    if found:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        lines = "\n".join(f"  {problem}" for problem in found)
        raise DevkitError(f"The package has {count} and was not built:\n{lines}")
    integration = Package(root).integration()
    contents = read(root)
    for wheel in fetch(root / LOCK, cache):
        contents[f"Dependencies/{wheel.name}"] = wheel.read_bytes()
    out_dir.mkdir(parents=True, exist_ok=True)
    name = f"{integration.identifier}-{integration.version}-{FITS}.zip"
    return write(out_dir / name, contents)
