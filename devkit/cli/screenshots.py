"""`screenshots`: the pictures for the documentation."""

from __future__ import annotations

from pathlib import Path

from typer import Option

from devkit.errors import OK
from devkit.screenshots import IMAGES, take_all


def screenshots(
    out: Path = Option(
        IMAGES, show_default="docs/images", help="The folder to write to.", file_okay=False
    ),
) -> int:
    take_all(out)
    return OK
