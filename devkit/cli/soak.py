"""`soak`: hundreds of waits over a bad network."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from devkit import console
from devkit.fault_matrix import report
from devkit.sdk_folder import SDK_HELP
from devkit.soak.soak import Plan, Soak

Sdk = Annotated[Path | None, typer.Option(help=SDK_HELP, metavar="DIR")]


def soak(  # noqa: PLR0913, PLR0917 - one argument for each option
    waits: Annotated[int, typer.Option(min=1, help="Questions, by and by.")] = 300,
    burst: Annotated[int, typer.Option(min=0, help="Questions polled in the same second.")] = 200,
    phones: Annotated[int, typer.Option(min=2, max=1000)] = 20,
    seed: Annotated[int | None, typer.Option(help="By chance if not given; printed.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes at once.")] = 8,
    sdk: Sdk = None,
) -> None:
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    console.print_line(f"seed {seed}")
    run = Soak(Plan(seed, waits, burst, phones, workers), sdk)
    with console.progress("asking") as say:
        total = run.run(say)
    report.totals(total)
    report.problems([("soak", total.problems)])
    console.print_line(
        f"{run.right} of {waits + burst} waits ended as they should: "
        f"{run.processes:,} processes, {run.requests:,} requests, "
        f"{run.faulty / max(1, run.requests):.0%} of them faulty (seed {seed})."
    )
    raise typer.Exit(int(not total.clean))
