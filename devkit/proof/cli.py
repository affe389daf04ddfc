"""The commands `faults`, `soak` and `bench`. The heavy modules are loaded by the one that runs."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from devkit.sdk_folder import SDK_HELP

Sdk = Annotated[Path | None, typer.Option(help=SDK_HELP, metavar="DIR")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Processes at once.")]


def app_commands(app: typer.Typer) -> None:
    """Add the commands to an app."""
    app.command("faults")(faults)
    app.command("soak")(soak)
    app.command("bench")(bench)


def faults(
    quick: Annotated[
        bool, typer.Option("--quick", help="Each kind of failure once; about a minute.")
    ] = False,
    only: Annotated[str, typer.Option(help="Only cells whose name holds this.")] = "",
    workers: Workers = 12,
    sdk: Sdk = None,
) -> None:
    """Try every action under every kind of failure, at every point of failure."""
    from devkit import console  # noqa: PLC0415
    from devkit.errors import UsageError  # noqa: PLC0415
    from devkit.proof import report  # noqa: PLC0415
    from devkit.proof.cells import all_cells, quick_cells  # noqa: PLC0415
    from devkit.proof.faults import run_cells  # noqa: PLC0415
    from devkit.proof.judge import Tally  # noqa: PLC0415

    cells = [one for one in (quick_cells() if quick else all_cells()) if only in one.name]
    if not cells:
        raise UsageError(f"no cell of the matrix has {only!r} in its name")
    done = 0
    with console.progress(f"{len(cells)} cells") as say:

        def tell(_cell: object, _tally: object) -> None:
            nonlocal done
            done += 1
            say(f"{done} of {len(cells)} cells")

        results = run_cells(cells, workers=workers, sdk=sdk, tell=tell)
    total = Tally.of(results.values())
    report.matrix((cell, results[cell.name]) for cell in cells)
    report.totals(total)
    report.problems((name, tally.problems) for name, tally in results.items())
    held = sum(one.clean for one in results.values())
    console.print_line(f"{held} of {len(cells)} cells held.")
    raise typer.Exit(int(not total.clean))


def soak(
    waits: Annotated[int, typer.Option(min=1)] = 300,
    phones: Annotated[int, typer.Option(min=2, max=1000)] = 20,
    seed: Annotated[int | None, typer.Option(help="By chance if not given; printed.")] = None,
    workers: Workers = 8,
    sdk: Sdk = None,
) -> None:
    """Ask hundreds of questions on a bad line; each must get its own answer."""
    from devkit import console  # noqa: PLC0415
    from devkit.proof import report  # noqa: PLC0415
    from devkit.proof.soak import Plan, Soak  # noqa: PLC0415

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


def bench(
    rounds: Annotated[int, typer.Option(min=1)] = 40,
    sdk: Sdk = None,
) -> None:
    """Time whole processes of the actions against a minimal action, the floor."""
    from devkit import console  # noqa: PLC0415
    from devkit.proof import bench_tables  # noqa: PLC0415
    from devkit.proof.bench import WANTED, Bench, misses  # noqa: PLC0415

    with Bench(sdk) as run, console.progress("timing") as say:
        figures = run.alternate(rounds, lambda done: say(f"{done} of {rounds} rounds"))
        say("a poll with older messages")
        histories = run.histories(max(1, rounds // 4))
    whose = "our own SDK" if run.own_sdk else "the given SDK"
    console.print_line(f"{rounds} alternating rounds with {whose}; medians\n")
    console.print_line(bench_tables.actions(figures))
    console.print_line("")
    console.print_line(bench_tables.older(histories))
    missed = misses(figures, histories)
    console.print_line("")
    console.print_line(
        "\n".join(missed) or f"Ping and a poll take at most {WANTED} times the floor."
    )
    raise typer.Exit(int(bool(missed)))
