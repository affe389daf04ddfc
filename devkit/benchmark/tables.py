"""The tables of `bench`, in Markdown, so that they can go into docs/performance.md as they are."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from devkit.benchmark.measuring import ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from devkit.benchmark.measuring import Figures, HistoryFigures
    from devkit.benchmark.request_counts import Count
    from devkit.benchmark.scale import ScaleFigures


def actions(figures: list[Figures]) -> str:
    """Return one line for each kind of process; medians."""
    head = (
        "process", "wall ms", "of the baseline", "CPU ms", "of the baseline", "modules",
        "peak MiB", "Twilio requests", "platform requests",
    )  # fmt: skip
    return _table(head, (_process(one, figures[0]) for one in figures))


def _process(one: Figures, baseline: Figures) -> list[str]:
    cells = [one.name]
    for what in ("wall", "cpu"):
        median = statistics.median(getattr(sample, what) for sample in one.samples)
        times = ratio(one, baseline, what)
        interval = f"{times.median:.3f} ({times.low:.3f} to {times.high:.3f})"
        cells += [f"{median * 1e3:.1f}", interval]
    cells += [f"{one.modules}", f"{one.peak_mib:.1f}"]
    return [*cells, f"{one.twilio_requests}", f"{one.platform_requests}"]


def older(histories: list[HistoryFigures]) -> str:
    """Return one line for each length of history; medians."""
    rows = (
        (f"{one.older:,}", f"{one.requests:g}", f"{one.wall * 1e3:.1f}", f"{one.cpu * 1e3:.1f}")
        for one in histories
    )
    return _table(("older messages", "requests of a poll", "wall ms", "CPU ms"), rows)


def counts(counted: list[Count]) -> str:
    """Return one line for each counted run."""
    rows = ((one.name, f"{one.requests}", f"{one.limit}") for one in counted)
    return _table(("run", "requests", "at most"), rows)


def scale(figures: list[ScaleFigures]) -> str:
    """Return one line for each run with many numbers, messages or processes."""
    rows = (
        (
            f"{one.name}: {one.complete}",
            f"{one.requests:,}",
            f"{one.seconds:.1f}",
            f"{one.least_seconds:.1f}",
            f"{one.seconds / one.least_seconds:.2f}",
        )
        for one in figures
    )
    return _table(("run", "requests", "seconds", "at least", "ratio"), rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    names = list(head)
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
