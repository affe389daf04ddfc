"""The commands `serve` and `screenshots`."""

from __future__ import annotations

import math
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from devkit.local_soar import defaults
from devkit.sdk_folder import SDK_HELP

DAY = 24 * 3600
DAYS_14 = 14 * 24 * 60


def _number(value: float) -> float:
    if math.isnan(value):  # which no range holds off
        raise typer.BadParameter("a number of seconds")
    return value


Host = typer.Option("--host", help="The address to listen on; another one opens it to others.")
Port = typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")
Key = typer.Option(
    "--key", envvar="SOAR_APP_KEY", help="The application key; without it, a new one each time."
)
Cases = typer.Option("--cases", help="A JSON file with a case or a list of cases.")
Patience = typer.Option(
    "--patience",
    min=0,
    max=DAY,
    callback=_number,
    help="Seconds until a running action is answered as in progress.",
)
Interval = typer.Option(
    "--interval",
    min=0.1,
    max=DAY,
    callback=_number,
    help="Seconds between two looks for an answer.",
)
Minutes = typer.Option(
    "--async-minutes", min=1, max=DAYS_14, help="When the platform would end an async action."
)
Real = typer.Option(
    "--real", help="Send through the account in TWILIO_ACCOUNT_SID, _AUTH_TOKEN and TWILIO_FROM."
)
Sdk = typer.Option("--sdk", help=SDK_HELP)
Images = typer.Option("--out", help="The folder to write to.", file_okay=False)


def app_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve)
    app.command("screenshots")(screenshots)


def serve(  # noqa: PLR0913 - one for each option
    *,
    host: Annotated[str, Host] = defaults.HOST,
    port: Annotated[int, Port] = defaults.PORT,
    key: Annotated[str | None, Key] = None,
    cases: Annotated[Path | None, Cases] = None,
    patience: Annotated[float, Patience] = defaults.PATIENCE_SECONDS,
    interval: Annotated[float, Interval] = defaults.INTERVAL_SECONDS,
    async_minutes: Annotated[int, Minutes] = defaults.ASYNC_MINUTES,
    real: Annotated[bool, Real] = False,
    sdk: Annotated[Path | None, Sdk] = None,
) -> int:
    """Serve a local SOAR for API clients, and a page of phones to answer on."""
    from devkit.local_soar.given import options_from  # noqa: PLC0415 - heavy, and for this command alone
    from devkit.local_soar.runs import Pace  # noqa: PLC0415
    from devkit.local_soar.session import serve_until_interrupted  # noqa: PLC0415

    pace = Pace(interval=interval, total=async_minutes * 60)
    options = options_from(
        host=host, port=port, key=key, cases=cases, patience=patience, pace=pace, real=real, sdk=sdk
    )
    return serve_until_interrupted(options)


def screenshots(out: Annotated[Path | None, Images] = None) -> int:
    """Take the pictures for the documentation (needs Chromium)."""
    from devkit.screenshots.screenshots import take_all  # noqa: PLC0415 - heavy, and for this command alone

    take_all(out)
    return 0
