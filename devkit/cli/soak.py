"""`soak`: hundreds of waits over a bad network."""

from __future__ import annotations

import secrets
from pathlib import Path

from typer import Option

from devkit import console
from devkit.errors import FAILED, OK
from devkit.fault_matrix import report
from devkit.sdk_folder import SDK_HELP
from devkit.soak.soak import Plan, Soak


def soak(  # noqa: PLR0913, PLR0917 - one argument for each option
    waits: int = Option(300, min=1, help="How many questions are asked one after the other."),
    burst: int = Option(200, min=0, help="How many more are polled in the same second."),
    phones: int = Option(20, min=2, max=1000, help="How many phones are asked."),
    seed: int | None = Option(None, help="Repeats a run; printed; random by default."),
    workers: int = Option(8, min=1, max=64, help="Processes at a time."),
    sdk: Path | None = Option(None, help=SDK_HELP, metavar="DIR"),
) -> int:
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
    return FAILED if not total.clean else OK
