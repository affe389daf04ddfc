"""`check`, `package` and `widget`: what becomes of the package's files."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from devkit import console
from devkit.definitions import ROOT
from devkit.errors import FAILED, OK

OUT = typer.Option("--out", help="The folder to write to.", file_okay=False)
FIX = typer.Option("--fix", help="Before, write the JSON files in their form, with resources/ai.")
BUILD = typer.Option("--build", help="Before, write the package's widgets from their sources.")
DIST = ROOT / "dist"


def app_commands(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("check")(check)
    app.command("package")(package)
    app.command("widget")(widget)


def check(fix: Annotated[bool, FIX] = False) -> int:
    """Check the package's files against the platform's rules and against each other."""
    from devkit import checks  # noqa: PLC0415 - a room of its own

    for path in checks.fix(ROOT) if fix else ():
        console.print_status(f"Written: {path.relative_to(ROOT)}")
    problems = checks.problems(ROOT)
    for problem in problems:
        console.print_line(
            ": ".join(filter(None, (str(problem.file), problem.field, problem.text)))
        )
    console.print_status(f"{len(problems)} problem(s) found." if problems else "No problems found.")
    return FAILED if problems else OK


def package(out: Annotated[Path, OUT] = DIST) -> int:
    """Build the archive that the platform imports."""
    from devkit.packaging import build  # noqa: PLC0415 - a room of its own

    archive = build(out)
    console.print_line(str(archive))
    console.print_status(f"{archive.stat().st_size / 1_000_000:.1f} MB")
    return OK


def widget(
    out: Annotated[Path, OUT] = DIST / "widget", build: Annotated[bool, BUILD] = False
) -> int:
    """Write pages that show the two widgets with sample results."""
    from devkit import widget as room  # noqa: PLC0415 - a room of its own

    for path in room.build() if build else ():
        console.print_status(f"Written: {path.relative_to(ROOT)}")
    console.print_line(str(room.preview(out)))
    return OK
