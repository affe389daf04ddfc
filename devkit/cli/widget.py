"""`widget`: pages that show the two widgets with sample results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devkit import console
from devkit import widget as widgets
from devkit.definitions import ROOT
from devkit.errors import OK

Out = Annotated[Path, typer.Option("--out", help="The folder to write to.", file_okay=False)]
Build = Annotated[
    bool, typer.Option("--build", help="First write the package's widgets from their sources.")
]


def widget(out: Out = ROOT / "dist" / "widget", build: Build = False) -> int:
    for path in widgets.build() if build else ():
        console.print_status(f"Written: {path.relative_to(ROOT)}")
    console.print_line(str(widgets.preview(out)))
    return OK
