"""Run the matrix of failures, each cell in real processes, several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import trustme

from devkit.definitions import ROOT
from devkit.fault_matrix.assertions import Findings, check
from devkit.fault_matrix.fault_lab import FaultLab
from devkit.interrupt import run_in_threads
from devkit.soar import Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from devkit.fault_matrix.matrix import Cell

Results = dict[str, Findings]


def run_cells(
    cells: Iterable[Cell],
    *,
    workers: int,
    sdk: Path | None = None,
    root: Path = ROOT,
    tell: Callable[[int], object] = lambda _count: None,
) -> Results:
    """Run cells and check what each left.

    Args:
        cells: which.
        workers: how many at once; most of the time they wait.
        sdk: the SDK's folder, see `Runner`.
        root: the package's folder.
        tell: called with the number of cells that have ended.

    Returns:
        What was counted, by the cells' names and in their order.
    """
    cells = list(cells)
    authority = trustme.CA()
    with Runner(sdk=sdk, root=root) as runner:

        def run_numbered(numbered: tuple[int, Cell]) -> Findings:
            return run_cell(runner, numbered[1], numbered[0], authority)

        found = run_in_threads(
            run_numbered, enumerate(cells), workers=workers, stop=runner.stop, tell=tell
        )
    return {cell.name: findings for cell, findings in zip(cells, found, strict=True)}


def run_cell(runner: Runner, cell: Cell, number: int, authority: trustme.CA) -> Findings:
    """Run a cell in a lab of its own; a cell that cannot be checked counts as failed."""
    try:
        with FaultLab(runner, number, authority, tls=cell.tls) as lab:
            observation = replace(cell.run(lab), idle_faults=tuple(lab.idle_faults()))
            lab.twilio.check()
            return check(observation, cell.expected)
    except Exception as error:  # noqa: BLE001 (one cell must not end the others)
        return Findings(failed=1, problems=[f"could not be checked: {error!r}"])
