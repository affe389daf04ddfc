"""`standin`: the stand-in for Twilio, served on its own."""

from __future__ import annotations

import io
from contextlib import contextmanager, redirect_stderr
from typing import TYPE_CHECKING

from typer import Option

from devkit import console
from devkit.cli.commands import PROGRAM
from devkit.errors import OK, DevkitError
from devkit.interrupt import wait_for_interrupt
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON_HELP = "Print the settings as JSON, as `run --settings` reads them."


def standin(
    port: int = Option(0, help="The port; 0 takes a free one.", min=0, max=65535),
    tls: bool = Option(False, "--tls", help="Serve https with a certificate made for it."),
    json: bool = Option(False, "--json", help=JSON_HELP),
) -> int:
    try:
        with _serving(port, tls=tls) as twilio:
            _announce(twilio, tls=tls, json=json)
            wait_for_interrupt()
    except KeyboardInterrupt:
        console.print_status("Stopped.")
    return OK


def _announce(twilio: StandIn, *, tls: bool, json: bool) -> None:
    settings = settings_for(twilio.state.account, twilio.url)
    if json:
        console.print_json(settings)
    else:
        widest = max(map(len, settings))
        for name, value in settings.items():
            console.print_line(f"{name:<{widest}}  {value}")
    if tls:
        console.print_status(
            "Its certificate is trusted by a run like this; FILE holds what --json prints:\n"
            f"REQUESTS_CA_BUNDLE={twilio.ca_pem_path} {PROGRAM} run Ping --settings FILE"
        )
    console.print_status("Serving until Ctrl-C; nothing leaves this machine.")


@contextmanager
def _serving(port: int, *, tls: bool) -> Iterator[StandIn]:
    twilio = StandIn(port, tls=tls)
    output = io.StringIO()
    try:
        # The server prints why it cannot listen, and then ends the process.
        with redirect_stderr(output):
            twilio.start()
    except (SystemExit, OSError) as error:
        reason = output.getvalue().partition("\n")[0] or getattr(error, "strerror", "") or "refused"
        raise DevkitError(f"the stand-in cannot listen on port {port}: {reason}.") from error
    try:
        yield twilio
    finally:
        twilio.stop()
        twilio.check()
