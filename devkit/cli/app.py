"""The Typer application: which commands there are."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import typer

from devkit.cli import rooms, run, simulation

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "python -m devkit"
# Rooms that bring commands of their own, each through `app_commands(app)`.
WITH_COMMANDS = ("devkit.web.cli", "devkit.proof.cli")


def build() -> typer.Typer:
    """Return the application with all commands."""
    app = typer.Typer(
        name=PROGRAM,
        help="Run, try, check and package the Twilio integration on this machine.",
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for module in (run, simulation, rooms):
        module.app_commands(app)
    for name in WITH_COMMANDS:
        _add(app, name)
    return app


def invoke(arguments: Sequence[str]) -> int | None:
    """Run the command that the arguments name and return its exit code.

    Raises:
        typer.TyperException: the arguments are wrong.
    """
    command = typer.main.get_command(build())
    result: int | None = command.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    return result


def _root() -> None:
    """Run, try, check and package the Twilio integration on this machine."""


def _add(app: typer.Typer, name: str) -> None:
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        return
    module.app_commands(app)
