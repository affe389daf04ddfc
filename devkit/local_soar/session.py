"""Serving in the foreground: what is said, and how it ends."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from devkit import console
from devkit.errors import OK, CommandError
from devkit.interrupt import wait_for_interrupt
from devkit.local_soar.problems import ServeError
from devkit.local_soar.server import LocalSoar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.local_soar.server import Options


def serve_until_interrupted(options: Options) -> int:
    """Serve until Ctrl-C, which is a good end.

    Raises:
        CommandError: the address or the port cannot be had.
    """
    try:
        with LocalSoar(options) as soar:
            for line in announcement(soar):
                console.print_line(line)
            wait_for_interrupt()
    except ServeError as error:
        raise CommandError(f"{error}; choose another with --port.") from error
    except KeyboardInterrupt:
        console.print_status("\nStopped.")
    return OK


def announcement(soar: LocalSoar) -> Iterator[str]:
    """Yield the lines that say where everything is."""
    integration = soar.host.package.integration()
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
    yield from _reach(soar)
    yield "Ctrl-C stops it."


def _twilio(soar: LocalSoar) -> str:
    if soar.stage is None:
        return "the real service: messages reach real phones and are billed"
    return f"a stand-in at {soar.stage.twilio.url}; nothing leaves this machine"


def _reach(soar: LocalSoar) -> Iterator[str]:
    if ipaddress.ip_address(soar.address).is_loopback:
        yield "Only programs on this machine can reach it (loopback address)."
        return
    yield f"WARNING: it listens on {soar.address}, so other machines can reach it."
    yield "Whoever has the key can run actions; key and texts cross the network unencrypted."
