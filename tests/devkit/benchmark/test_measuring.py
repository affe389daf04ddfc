from __future__ import annotations

import pytest

from devkit.benchmark.measuring import BASELINE, POLL, Benchmark, HistoryFigures, misses, ratio
from devkit.benchmark.tables import actions, older
from tests.devkit.fault_matrix.samples import figures

LEAST = figures(BASELINE, 1.0, 2.0, 10.0)


def test_ratio_compares_runs_of_the_same_round() -> None:
    assert ratio(figures("Ping", 1.1, 2.4, 10.5), LEAST, "wall") == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("measured", "histories", "missed"),
    [
        (figures("Ping", 1.05, 2.1, 10.5), [], 0),
        (figures("Ping", 1.06, 2.2, 10.6), [], 1),
        (figures(POLL, 1.06, 2.2, 10.6), [], 1),
        (figures("Send SMS", 3.0, 4.0, 30.0, requests=2), [], 0),
        (figures(POLL, 1.0, 2.0, 10.0, requests=2), [], 1),
        (figures(POLL, 1.0, 2.0, 10.0), [HistoryFigures(50, 1.0, 1.0, 1.0)], 0),
        (figures(POLL, 1.0, 2.0, 10.0), [HistoryFigures(50, 1.5, 1.0, 1.0)], 1),
    ],
    ids=["limit", "slow ping", "slow poll", "send may", "requests", "history", "more pages"],
)
def test_misses_names_what_is_not_as_wanted(measured, histories, missed: int) -> None:
    assert len(misses([LEAST, measured], histories)) == missed


def test_tables_are_markdown_with_a_line_for_each() -> None:
    table = actions([LEAST, figures("Ping", 1.1, 2.4, 10.5)]).splitlines()
    assert table[1].startswith("| --- |")
    assert table[3].startswith("| Ping | 2400.0 | 1.100 |")
    assert "| 10,000 | 1 | 500.0 | 250.0 |" in older([HistoryFigures(10_000, 1.0, 0.5, 0.25)])


def test_bench_times_real_processes_that_did_their_work() -> None:
    with Benchmark() as bench:
        bench.subjects = bench.subjects[:3]
        found, histories = bench.alternate(1), bench.histories(1)
    assert [one.name for one in found] == [BASELINE, "Ping", POLL]
    for one in found:
        assert len(one.samples) == 1
        assert one.samples[0].cpu > 0
        assert 0 < one.samples[0].wall < 60
        assert one.modules > 100
        assert one.peak_mib > 5
        assert (one.twilio_requests, one.platform_requests) == (1, 1)
    assert [(one.older, one.requests) for one in histories] == [
        (0, 1), (50, 1), (1_000, 1), (10_000, 1),
    ]  # fmt: skip
