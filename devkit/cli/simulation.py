"""`demo` and `standin`: the simulated Twilio, played and served."""

from __future__ import annotations

import io
from contextlib import contextmanager, redirect_stderr
from typing import TYPE_CHECKING, Annotated

import typer

from devkit import console
from devkit.errors import FAILED, OK, CommandError
from devkit.interrupt import wait_for_interrupt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devkit.standin import StandIn


def app_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo")(demo)
    app.command("standin")(standin)


def demo() -> int:
    """Play the main job on the embedded stand-in: ping, notify, ask and get the answer."""
    from devkit.demo import play  # noqa: PLC0415 - brings the host and the stand-in along
    from devkit.standin import StandIn  # noqa: PLC0415

    with StandIn() as twilio:
        problems = play(console.stdout(), twilio)
    return FAILED if problems else OK


def standin(
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 0,
    tls: Annotated[
        bool, typer.Option("--tls", help="Serve https with a certificate of its own.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print the settings as JSON, as --settings takes them.")
    ] = False,
) -> int:
    """Serve the stand-in Twilio on 127.0.0.1 until Ctrl-C."""
    try:
        with _serving(port, tls=tls) as twilio:
            _announce(twilio, tls=tls, json=json)
            wait_for_interrupt()
    except KeyboardInterrupt:
        console.print_status("Stopped.")
    return OK


def _announce(twilio: StandIn, *, tls: bool, json: bool) -> None:
    from devkit.twilio_settings import settings_for  # noqa: PLC0415 - brings Flask along

    settings = settings_for(twilio.state.account, twilio.url)
    if json:
        console.print_json(settings)
    else:
        _print_settings(settings)
    if tls:
        console.print_status(
            f"Its certificate's authority: REQUESTS_CA_BUNDLE={twilio.ca_pem_path}"
        )
    console.print_status("Serving until Ctrl-C; nothing leaves this machine.")


def _print_settings(settings: dict[str, str]) -> None:
    widest = max(map(len, settings))
    for name, value in settings.items():
        console.print_line(f"{name:<{widest}}  {value}")


@contextmanager
def _serving(port: int, *, tls: bool) -> Iterator[StandIn]:
    from devkit.standin import StandIn  # noqa: PLC0415 - brings Flask along

    said = io.StringIO()
    twilio = StandIn(port, tls=tls)
    try:
        # The server says why it cannot listen, and then ends the process.
        with redirect_stderr(said):
            twilio.start()
    except (SystemExit, OSError) as error:
        reason = said.getvalue().partition("\n")[0] or getattr(error, "strerror", "") or "refused"
        raise CommandError(f"the stand-in cannot listen on port {port}: {reason}.") from error
    try:
        yield twilio
    finally:
        twilio.stop()
        twilio.check()
