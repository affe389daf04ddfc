"""`faults`: every action under every kind of failure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devkit import console
from devkit.errors import UsageError
from devkit.fault_matrix import report
from devkit.fault_matrix.assertions import Findings
from devkit.fault_matrix.matrix import all_cells, quick_cells
from devkit.fault_matrix.runner import run_cells
from devkit.sdk_folder import SDK_HELP

Sdk = Annotated[Path | None, typer.Option(help=SDK_HELP, metavar="DIR")]


def faults(
    quick: Annotated[
        bool, typer.Option("--quick", help="Each kind of failure once; about a minute.")
    ] = False,
    only: Annotated[str, typer.Option(help="Only cells whose name holds this.")] = "",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes at once.")] = 12,
    sdk: Sdk = None,
) -> None:
    cells = [one for one in (quick_cells() if quick else all_cells()) if only in one.name]
    if not cells:
        raise UsageError(f"no cell of the matrix has {only!r} in its name")
    with console.progress(f"{len(cells)} cells") as say:

        def tell(count: int) -> None:
            say(f"{count} of {len(cells)} cells")

        results = run_cells(cells, workers=workers, sdk=sdk, tell=tell)
    total = Findings.of(results.values())
    report.matrix((cell, results[cell.name]) for cell in cells)
    report.totals(total)
    report.problems((name, findings.problems) for name, findings in results.items())
    held = sum(one.clean for one in results.values())
    console.print_line(f"{held} of {len(cells)} cells held.")
    raise typer.Exit(int(not total.clean))
