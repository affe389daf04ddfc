"""The table of commands. A command's module is imported when the command is run, not for the help.

The module and its function have the command's name: `devkit.cli.run.run`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGRAM: Final = "python -m devkit"
SUMMARY: Final = "Run, try, check and package the Twilio integration on this machine."
COMMANDS: Final = {
    "run": "Run an action as the platform does, by default against the embedded stand-in.",
    "demo": "Play the main use on the embedded stand-in: connect, notify, ask, get the answer.",
    "standin": "Serve the stand-in for Twilio on 127.0.0.1 until Ctrl-C.",
    "serve": "Serve a local SOAR for API clients, with a page of phones to answer on.",
    "check": "Check the package's files against the platform's rules and against each other.",
    "package": "Build the ZIP file that the platform imports.",
    "hub": "Update a checkout of Google's Content Hub with the package, checked by the hub's tool.",
    "widget": "Write pages that show the two widgets with sample results.",
    "screenshots": "Take the pictures for the documentation (needs Chromium).",
    "faults": "Try every action under every kind of failure, at every point of failure.",
    "soak": "Ask hundreds of questions over a faulty network; each must get its own answer.",
    "bench": "Measure whole processes of the actions against a minimal action.",
}


def invoke(arguments: Sequence[str]) -> int | None:
    """Run the command that the arguments name and return its exit code.

    Raises:
        typer.TyperException: the arguments are wrong.
    """
    app = typer.Typer(
        name=PROGRAM, help=SUMMARY, add_completion=False, pretty_exceptions_enable=False
    )
    app.callback()(_no_options)
    for name, summary in COMMANDS.items():
        function = _load(name) if name in arguments[:1] else _not_loaded
        app.command(name, help=summary)(function)
    command = typer.main.get_command(app)
    result: int | None = command.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    return result


def _load(name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(import_module(f"devkit.cli.{name}"), name)
    return function


def _not_loaded() -> None:
    raise RuntimeError("only the help of a command that was not named is shown")


def _no_options() -> None:
    """Before a command there are no options but --help."""
