"""Which SDK the scripts get: our own, or the platform's."""

from __future__ import annotations

import os
from pathlib import Path

from devkit.errors import UsageError

OWN_SDK = Path(__file__).resolve().parent / "sdk"
SDK_VARIABLE = "SOAR_SDK"
SDK_HELP = f"The folder of the SDK; ${SDK_VARIABLE} or our own by default."


def find_sdk(folder: Path | None = None) -> Path:
    """Return the SDK's folder: the given one, `$SOAR_SDK`, or our own.

    Raises:
        UsageError: the folder holds no `SiemplifyAction.py`.
    """
    chosen = folder or Path(os.environ.get(SDK_VARIABLE) or OWN_SDK)
    if not (chosen / "SiemplifyAction.py").is_file():
        raise UsageError(f"{chosen} holds no SDK: SiemplifyAction.py is missing.")
    return chosen.resolve()
