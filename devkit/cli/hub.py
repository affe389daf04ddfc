"""`hub`: the contribution to Google's Content Hub, in a checkout of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devkit import console
from devkit.definitions import ROOT
from devkit.errors import OK
from devkit.hub import contribute

Checkout = Annotated[Path, typer.Argument(help="A clean checkout of chronicle/content-hub.")]
Sdk = Annotated[
    Path | None,
    typer.Option(
        "--soar-sdk", help="A checkout of chronicle/soar-sdk, where GitHub is not reached."
    ),
]


def hub(checkout: Checkout, soar_sdk: Sdk = None) -> int:
    contribute(checkout, ROOT / "dist" / "hub", soar_sdk, console.print_status)
    return OK
