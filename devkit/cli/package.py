"""`package`: the ZIP file that the platform imports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devkit import console
from devkit.definitions import ROOT
from devkit.errors import OK
from devkit.packaging import build

Out = Annotated[Path, typer.Option("--out", help="The folder to write to.", file_okay=False)]


def package(out: Out = ROOT / "dist") -> int:
    archive = build(out)
    console.print_line(str(archive))
    console.print_status(f"{archive.stat().st_size / 1_000_000:.1f} MB")
    return OK
