"""A ZIP file that depends on nothing but names and contents."""

from __future__ import annotations

import stat
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the oldest time that a ZIP entry can have
MODE = stat.S_IFREG | 0o644
UNIX = 3


def write(path: Path, contents: Mapping[str, bytes]) -> Path:
    """Write the files in order of their names, with pinned times and modes.

    Nothing is compressed: wheels are already, and zlib's output differs from version to version.

    Args:
        path: the ZIP file; it appears complete or not at all.
        contents: each file's name in the archive, and its bytes.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".package-") as folder:
        draft = Path(folder) / path.name
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(contents):
                archive.writestr(_entry(name), contents[name])
        draft.replace(path)
    return path


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.create_system = UNIX
    entry.external_attr = MODE << 16
    return entry
