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


def soak(
    waits: Annotated[int, typer.Option(min=1)] = 300,
    phones: Annotated[int, typer.Option(min=2, max=1000)] = 20,
    seed: Annotated[int | None, typer.Option(help="By chance if not given; printed.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes at once.")] = 8,
    sdk: Sdk = None,
) -> None:
    plan = Plan(secrets.randbelow(1_000_000) if seed is None else seed, waits, phones, workers)
    console.print_line(f"seed {plan.seed}")
    run = Soak(plan, sdk)
    with console.progress("asking") as say:
        total = run.run(lambda done: say(f"{done} of {waits} waits"))
    report.totals(total)
    report.problems([("soak", total.problems)])
    console.print_line(
        f"{run.answered} of {waits} waits on {phones} phones ended with their own answer: "
        f"{run.processes:,} processes, {run.requests:,} requests, "
        f"{run.faulty / max(1, run.requests):.0%} of them faulty (seed {plan.seed})."
    )
    raise typer.Exit(int(not total.clean))
