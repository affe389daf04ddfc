"""`serve`: a local SOAR in the foreground, until Ctrl-C."""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from typer import Option

from devkit import console, twilio_settings
from devkit.cli.arguments import seconds
from devkit.errors import OK, UsageError
from devkit.interrupt import wait_for_interrupt
from devkit.local_soar.runs import Polling
from devkit.local_soar.server import PATIENCE_SECONDS, LocalSoar, Options
from devkit.sdk_folder import SDK_HELP, find_sdk
from devkit.soar.cases import SAMPLE, read_cases
from devkit.twilio_settings import REAL_HELP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.twilio_settings import Connection

LONGEST_MINUTES = 14 * 24 * 60
HOST_HELP = "The address to listen on; others than 127.0.0.1 let other machines in."
KEY_HELP = (
    "The application key; a new one each time by default. Typed here, every user of this machine "
    "can read it in the process list; the environment variable keeps it out of there."
)
CASES_HELP = "A JSON file with a case or a list of cases."
PATIENCE_HELP = "Seconds until a client is told that its action is still in progress."
MINUTES_HELP = "The Async Action Timeout of every step, in minutes."


def serve(  # noqa: PLR0913 - one argument for each option
    *,
    host: str = Option("127.0.0.1", help=HOST_HELP),
    port: int = Option(8800, min=0, max=65535, help="The port; 0 takes a free one."),
    key: str | None = Option(None, envvar="SOAR_APP_KEY", help=KEY_HELP),
    cases: Path = Option(SAMPLE, show_default="a sample", help=CASES_HELP),
    patience: float = seconds(PATIENCE_SECONDS, PATIENCE_HELP, least=0),
    interval: float = seconds(2.0, "Seconds between two polls."),
    async_minutes: int = Option(60, min=1, max=LONGEST_MINUTES, help=MINUTES_HELP),
    real: bool = Option(False, "--real", help=REAL_HELP),
    sdk: Path | None = Option(None, help=SDK_HELP),
) -> int:
    options = Options(
        host=_checked_host(host),
        port=port,
        key=_checked_key(key),
        cases=read_cases(cases),
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
