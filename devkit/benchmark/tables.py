"""The tables of `bench`, in Markdown, so that they can go into docs/performance.md as they are."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from devkit.benchmark.measuring import ratio

if TYPE_CHECKING:
    from devkit.benchmark.measuring import Figures, HistoryFigures
    from devkit.benchmark.request_counts import Count
    from devkit.benchmark.scale import ScaleFigures

_HEAD = (
    "process", "wall ms", "of the baseline", "CPU ms", "of the baseline", "modules", "peak MiB",
    "Twilio requests", "platform requests",
)  # fmt: skip


def actions(figures: list[Figures]) -> str:
    """Return one line for each kind of process; medians."""
    lines = [_line(*_HEAD), _line("---", *["---:"] * (len(_HEAD) - 1))]
    return "\n".join([*lines, *(_of(one, figures[0]) for one in figures)])


def _of(one: Figures, baseline: Figures) -> str:
    times = [
        text
        for what in ("wall", "cpu")
        for text in (f"{_median(one, what):.1f}", f"{ratio(one, baseline, what):.3f}")
    ]
    counts = (one.modules, f"{one.peak_mib:.1f}", one.twilio_requests, one.platform_requests)
    return _line(one.name, *times, *map(str, counts))


def older(histories: list[HistoryFigures]) -> str:
    """Return one line for each length of history; medians."""
    lines = [_line("older messages", "requests of a poll", "wall ms", "CPU ms"),
             _line(*["---:"] * 4)]  # fmt: skip
    lines += [
        _line(
            f"{one.older:,}", f"{one.requests:g}", f"{one.wall * 1e3:.1f}", f"{one.cpu * 1e3:.1f}"
        )
        for one in histories
    ]
    return "\n".join(lines)


def counts(counted: list[Count]) -> str:
    """Return one line for each counted run."""
    lines = [_line("run", "requests", "at most"), _line("---", "---:", "---:")]
    lines += [_line(one.name, f"{one.requests}", f"{one.limit}") for one in counted]
    return "\n".join(lines)


def scale(figures: list[ScaleFigures]) -> str:
    """Return one line for each run with many numbers, messages or processes."""
    lines = [_line("run", "requests", "seconds", "at least", "ratio", "result"),
             _line("---", *["---:"] * 4, "---")]  # fmt: skip
    lines += [
        _line(
            one.name,
            f"{one.requests:,}",
            f"{one.seconds:.1f}",
            f"{one.least_seconds:.1f}",
            f"{one.seconds / one.least_seconds:.2f}",
            one.complete,
        )
        for one in figures
    ]
    return "\n".join(lines)


def _median(figures: Figures, what: str) -> float:
    return float(statistics.median(getattr(one, what) for one in figures.samples)) * 1e3


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
