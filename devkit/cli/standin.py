"""`standin`: the stand-in for Twilio, served on its own."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress

from typer import Option

from devkit import console
from devkit.cli.commands import PROGRAM
from devkit.errors import OK, DevkitError
from devkit.interrupt import wait_for_interrupt
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

JSON_HELP = "Print the settings as JSON, as `run --settings` reads them."


def standin(
    port: int = Option(0, help="The port; 0 takes a free one.", min=0, max=65535),
    tls: bool = Option(False, "--tls", help="Serve https with a certificate made for it."),
    json: bool = Option(False, "--json", help=JSON_HELP),
) -> int:
    with ExitStack() as stack:
        try:
            twilio = stack.enter_context(StandIn(port, tls=tls))
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise DevkitError(f"the stand-in cannot listen on port {port}: {reason}.") from error
        with suppress(KeyboardInterrupt):
            _announce(twilio, tls=tls, json=json)
            wait_for_interrupt()
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
