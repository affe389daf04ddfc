"""Run the matrix of failures, each cell in real processes, several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

import trustme

from devkit.definitions import ROOT
from devkit.proof.judge import Tally, judge
from devkit.proof.stage import Stage
from devkit.soar import Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from devkit.proof.cells import Cell

Results = dict[str, Tally]


def run_cells(
    cells: Iterable[Cell],
    *,
    workers: int,
    sdk: Path | None = None,
    root: Path = ROOT,
    tell: Callable[[Cell, Tally], object] = lambda *_: None,
) -> Results:
    """Run cells and judge them.

    Args:
        cells: which.
        workers: how many at once; most of the time they wait.
        sdk: the SDK's folder, see `Runner`.
        root: the package's folder.
        tell: called after each.

    Returns:
        What was counted, by the cells' names and in their order.
    """
    cells = list(cells)
    results: Results = {}
    authority = trustme.CA()
    with Runner(sdk=sdk, root=root) as host, ThreadPoolExecutor(workers) as pool:
        futures = {
            pool.submit(run_cell, host, cell, number, authority): cell
            for number, cell in enumerate(cells)
        }
        for future in as_completed(futures):
            cell = futures[future]
            results[cell.name] = future.result()
            tell(cell, results[cell.name])
    return {cell.name: results[cell.name] for cell in cells}


def run_cell(host: Runner, cell: Cell, number: int, authority: trustme.CA) -> Tally:
    """Play a cell on a stage of its own and judge it; a cell that cannot be judged is broken."""
    try:
        with Stage(host, number, authority, tls=cell.tls) as stage:
            return judge(cell.play(stage), cell.expected)
    except Exception as error:  # noqa: BLE001 (one cell must not end the others)
        return Tally(broken=1, problems=[f"could not be judged: {error!r}"])
