"""`widget`: pages that show the two widgets with sample results."""

from __future__ import annotations

from pathlib import Path

from typer import Option

from devkit import console
from devkit import widget as widgets
from devkit.definitions import ROOT
from devkit.errors import OK

PAGES = ROOT / "dist" / "widget"
BUILD_HELP = "First write the package's widgets from their sources."


def widget(
    out: Path = Option(
        PAGES, show_default="dist/widget", help="The folder to write to.", file_okay=False
    ),
    build: bool = Option(False, "--build", help=BUILD_HELP),
) -> int:
    for path in widgets.build() if build else ():
        console.print_status(f"Written: {path.relative_to(ROOT)}")
    console.print_line(str(widgets.preview(out)))
    return OK
