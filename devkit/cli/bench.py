"""`bench`: time, memory and requests of each action against a minimal one."""

from __future__ import annotations

from pathlib import Path

from typer import Option

from devkit import console
from devkit.benchmark import tables
from devkit.benchmark.measuring import WANTED, Benchmark, misses
from devkit.benchmark.request_counts import count_requests
from devkit.benchmark.scale import measure
from devkit.errors import FAILED, OK
from devkit.sdk_folder import SDK_HELP


def bench(
    rounds: int = Option(60, min=1, help="How often each process is measured."),
    scale: bool = Option(False, "--scale", help="Many recipients, phones and polls; some minutes."),
    sdk: Path | None = Option(None, help=SDK_HELP, metavar="DIR"),
) -> int:
    if scale:
        with console.progress("measuring") as say:
            console.print_line(tables.scale(measure(sdk, say)))
        return OK
    with Benchmark(sdk) as run, console.progress("measuring") as say:
        figures = run.alternate(rounds, lambda done: say(f"{done} of {rounds} rounds"))
        say("a poll with older messages")
        histories = run.histories(max(1, rounds // 4))
        say("requests of many recipients")
        counts = count_requests(sdk)
    whose = "our own SDK" if run.own_sdk else "the given SDK"
    console.print_line(f"{rounds} alternating rounds with {whose}; medians")
    for table in (tables.actions(figures), tables.older(histories), tables.counts(counts)):
        console.print_line(f"\n{table}")
    missed = misses(figures, histories, counts)
    fine = f"No interval of Ping or a settled poll lies above {WANTED} of the baseline."
    console.print_line("\n" + ("\n".join(missed) or fine))
    return FAILED if missed else OK
