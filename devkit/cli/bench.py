"""`bench`: time, memory and requests of each action against a minimal one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devkit import console
from devkit.benchmark import tables
from devkit.benchmark.measuring import WANTED, Benchmark, misses
from devkit.sdk_folder import SDK_HELP

Sdk = Annotated[Path | None, typer.Option(help=SDK_HELP, metavar="DIR")]


def bench(
    rounds: Annotated[int, typer.Option(min=1)] = 40,
    sdk: Sdk = None,
) -> None:
    with Benchmark(sdk) as run, console.progress("timing") as say:
        figures = run.alternate(rounds, lambda done: say(f"{done} of {rounds} rounds"))
        say("a poll with older messages")
        histories = run.histories(max(1, rounds // 4))
    whose = "our own SDK" if run.own_sdk else "the given SDK"
    console.print_line(f"{rounds} alternating rounds with {whose}; medians\n")
    console.print_line(tables.actions(figures))
    console.print_line("")
    console.print_line(tables.older(histories))
    missed = misses(figures, histories)
    console.print_line("")
    console.print_line(
        "\n".join(missed) or f"Ping and a poll take at most {WANTED} of the baseline."
    )
    raise typer.Exit(int(bool(missed)))
