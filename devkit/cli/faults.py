"""`faults`: every action under every kind of failure."""

from __future__ import annotations

from pathlib import Path

from typer import Option

from devkit import console
from devkit.errors import FAILED, OK, UsageError
from devkit.fault_matrix import report
from devkit.fault_matrix.assertions import Findings
from devkit.fault_matrix.matrix import all_cells, quick_cells
from devkit.fault_matrix.runner import run_cells
from devkit.sdk_folder import SDK_HELP


def faults(
    quick: bool = Option(False, "--quick", help="Each kind of failure once; about a minute."),
    only: str = Option("", help="Only the cases whose name contains this."),
    workers: int = Option(12, min=1, max=64, help="Cases at a time."),
    sdk: Path | None = Option(None, help=SDK_HELP, metavar="DIR"),
) -> int:
    cells = [one for one in (quick_cells() if quick else all_cells()) if only in one.name]
    if not cells:
        raise UsageError(f"No case of the matrix has {only!r} in its name.")
    with console.progress(f"{len(cells)} cases") as say:

        def tell(count: int) -> None:
            say(f"{count} of {len(cells)} cases")

        results = run_cells(cells, workers=workers, sdk=sdk, tell=tell)
    total = Findings.of(results.values())
    report.matrix((cell, results[cell.name]) for cell in cells)
    report.totals(total)
    report.problems((name, findings.problems) for name, findings in results.items())
    held = sum(one.clean for one in results.values())
    console.print_line(f"{held} of {len(cells)} cases passed.")
    return FAILED if not total.clean else OK
