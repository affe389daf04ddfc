"""Print what the proofs found: the matrix, the totals, and each problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Column, Table
from rich.text import Text

from devkit import console
from devkit.fault_matrix.assertions import WANTED_NONE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from devkit.fault_matrix.assertions import Findings
    from devkit.fault_matrix.matrix import Cell

MOST = 40  # problems shown
COUNTED = ("asked", "sent", "unknown", "possible_duplicates")


def totals(total: Findings) -> None:
    """Print the totals; what must be 0 is marked where it is not."""
    table = Table("", Column(justify="right"), box=box.SIMPLE, show_header=False, pad_edge=False)
    for name in (*COUNTED, *WANTED_NONE):
        number = getattr(total, name)
        style = ("bold red" if number else "green") if name in WANTED_NONE else ""
        table.add_row(name.replace("_", " "), Text(f"{number:,}", style))
    console.stdout().print(table)


def matrix(checked: Iterable[tuple[Cell, Findings]]) -> None:
    """Print the matrix: kinds down, actions and points across; how many cells held, of how many."""
    rows: dict[str, dict[str, list[bool]]] = {}
    columns: dict[str, None] = {}
    for cell, findings in checked:
        column = f"{cell.action}\n{cell.point}"
        columns.setdefault(column)
        rows.setdefault(cell.kind, {}).setdefault(column, []).append(findings.clean)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("kind of failure", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="center")
    for kind, held in rows.items():
        table.add_row(kind, *(_held(held.get(column, [])) for column in columns))
    console.stdout().print(table)


def _held(cells: list[bool]) -> Text:
    if not cells:
        return Text("")
    return Text(f"{sum(cells)}/{len(cells)}", "" if all(cells) else "bold red")


def problems(named: Iterable[tuple[str, list[str]]]) -> None:
    """Print each problem with the name of its case."""
    lines = [f"{name}: {problem}" for name, found in named for problem in found]
    for line in lines[:MOST]:
        console.print_line(line)
    if len(lines) > MOST:
        console.print_line(f"... and {len(lines) - MOST} more")
