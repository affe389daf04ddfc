"""`package`: the ZIP file that the platform imports."""

from __future__ import annotations

from pathlib import Path

from typer import Option

from devkit import console
from devkit.definitions import ROOT
from devkit.errors import OK
from devkit.packaging import build

DIST = ROOT / "dist"


def package(
    out: Path = Option(DIST, show_default="dist", help="The folder to write to.", file_okay=False),
) -> int:
    archive = build(out)
    console.print_line(str(archive))
    console.print_status(f"{archive.stat().st_size / 1_000_000:.1f} MB")
    return OK
