"""`screenshots`: the pictures for the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devkit.errors import OK
from devkit.screenshots import take_all

Out = Annotated[Path | None, typer.Option("--out", help="The folder to write to.", file_okay=False)]


def screenshots(out: Out = None) -> int:
    take_all(out)
    return OK
