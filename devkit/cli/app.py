"""The Typer application: which commands there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from devkit.cli import bench, faults, package_files, run, simulation, soak
from devkit.local_soar import cli as web

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "python -m devkit"


def build() -> typer.Typer:
    """Return the application with all commands."""
    app = typer.Typer(
        name=PROGRAM,
        help="Run, try, check and package the Twilio integration on this machine.",
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for module in (run, simulation, package_files, web):
        module.app_commands(app)
    for command in (faults.faults, soak.soak, bench.bench):
        app.command()(command)
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
