"""`serve`: a local SOAR in the foreground, until Ctrl-C."""

from __future__ import annotations

import ipaddress
import math
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from devkit import console, twilio_settings
from devkit.errors import OK, UsageError
from devkit.interrupt import wait_for_interrupt
from devkit.local_soar.runs import Polling
from devkit.local_soar.server import PATIENCE_SECONDS, LocalSoar, Options
from devkit.sdk_folder import SDK_HELP, find_sdk
from devkit.soar import read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.twilio_settings import Connection

DAY_SECONDS = 24 * 3600
LONGEST_MINUTES = 14 * 24 * 60


def _no_nan(value: float) -> float:
    if math.isnan(value):  # it is in every range
        raise typer.BadParameter("it must be a number of seconds.")
    return value


Host = Annotated[
    str,
    typer.Option(
        "--host", help="The address to listen on; others than 127.0.0.1 open it to others."
    ),
]
Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        envvar="SOAR_APP_KEY",
        help="The application key; a new one each time by default. Every user of this machine can "
        "read it in the process list: the environment variable keeps it out of there.",
    ),
]
Cases = Annotated[
    Path | None, typer.Option("--cases", help="A JSON file with a case or a list of cases.")
]
Patience = Annotated[
    float,
    typer.Option(
        "--patience",
        min=0,
        max=DAY_SECONDS,
        callback=_no_nan,
        help="Seconds until a client is told that its action is still in progress.",
    ),
]
Interval = Annotated[
    float,
    typer.Option(
        "--interval", min=0.1, max=DAY_SECONDS, callback=_no_nan, help="Seconds between two polls."
    ),
]
AsyncMinutes = Annotated[
    int,
    typer.Option(
        "--async-minutes",
        min=1,
        max=LONGEST_MINUTES,
        help="The Async Action Timeout of every step, in minutes.",
    ),
]
Real = Annotated[
    bool,
    typer.Option(
        "--real", help="Send real texts: $TWILIO_ACCOUNT_SID, $TWILIO_AUTH_TOKEN, $TWILIO_FROM."
    ),
]
Sdk = Annotated[Path | None, typer.Option("--sdk", help=SDK_HELP)]


def serve(  # noqa: PLR0913 - one argument for each option
    *,
    host: Host = "127.0.0.1",
    port: Port = 8800,
    key: Key = None,
    cases: Cases = None,
    patience: Patience = PATIENCE_SECONDS,
    interval: Interval = 2.0,
    async_minutes: AsyncMinutes = 60,
    real: Real = False,
    sdk: Sdk = None,
) -> int:
    options = Options(
        host=_checked_host(host),
        port=port,
        key=_checked_key(key),
        cases=read_cases(cases) if cases else read_cases(),
        patience=patience,
        polling=Polling(interval=interval, total=async_minutes * 60),
        real=_real_account() if real else None,
        sdk=find_sdk(sdk),
    )
    try:
        with LocalSoar(options) as soar:
            for line in announcement(soar):
                console.print_line(line)
            wait_for_interrupt()
    except KeyboardInterrupt:
        console.print_status("\nStopped.")
    return OK


def announcement(soar: LocalSoar) -> Iterator[str]:
    """Yield the lines that say which addresses lead to what."""
    integration = soar.runner.package.integration()
    yield f"Local SOAR with {integration.identifier} {integration.version}"
    yield ""
    yield f"  Phone page    {soar.page_url}"
    yield f"  SOAR_URL      {soar.url}"
    yield f"  SOAR_APP_KEY  {soar.key}"
    yield f"  Twilio        {_twilio(soar)}"
    for case in soar.options.cases.values():
        groups = ", ".join(alert.group_identifier for alert in case.alerts) or "none"
        yield f"  Case {case.identifier:<8} {case.title} (alert groups: {groups})"
    yield ""
    if ipaddress.ip_address(soar.address).is_loopback:
        yield "Only programs on this machine can reach it (loopback address)."
    else:
        yield f"WARNING: it listens on {soar.address}, so other machines can reach it."
        yield "Whoever has the key can run actions; key and texts cross the network unencrypted."
    yield "Ctrl-C stops it."


def _twilio(soar: LocalSoar) -> str:
    if soar.standin is None:
        return "the real service: messages reach real phones and are billed"
    return f"a stand-in at {soar.standin.url}; nothing leaves this machine"


def _checked_host(host: str) -> str:
    if not host.strip():  # the system would take it for all addresses
        raise UsageError("--host needs a name or an address.")
    return host


def _checked_key(key: str | None) -> str:
    if not key:
        return secrets.token_urlsafe(24)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise UsageError("--key takes letters, digits and punctuation without spaces.")
    return key


def _real_account() -> Connection:
    connection = twilio_settings.real(os.environ)
    console.add_secret(connection.settings["AuthenticationToken"])
    return connection
