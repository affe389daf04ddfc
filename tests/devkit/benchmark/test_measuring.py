from __future__ import annotations

import pytest

from devkit.benchmark.measuring import BASELINE, POLL, Benchmark, HistoryFigures, misses, ratio
from devkit.benchmark.request_counts import Count, count_requests
from devkit.benchmark.scale import FAST, ScaleFigures, measure
from devkit.benchmark.tables import actions, counts, older, scale
from tests.devkit.fault_matrix.samples import figures

LEAST = figures(BASELINE, 1.0, 2.0, 10.0)


def test_ratio_compares_runs_of_the_same_round() -> None:
    found = ratio(figures("Ping", 1.1, 2.4, 10.5), LEAST, "wall")
    assert (found.median, found.low, found.high) == pytest.approx((1.1, 1.05, 1.2))


def test_more_rounds_tell_the_ratio_more_exactly() -> None:
    def width(rounds: int) -> float:
        walls = [1 + number / rounds for number in range(rounds)]
        found = ratio(figures("Ping", *walls), figures(BASELINE, *[1.0] * rounds), "wall")
        return found.high - found.low

    assert width(3) > width(40) > width(400)
    assert width(40) == pytest.approx(13 / 40)  # from the 14th of 40 to the 27th


@pytest.mark.parametrize(
    ("measured", "histories", "missed"),
    [
        (figures("Ping", 1.05, 2.1, 10.5), [], 0),
        (figures("Ping", 1.04, 2.4, 10.9), [], 0),
        (figures("Ping", 1.06, 2.2, 10.6), [], 1),
        (figures(POLL, 1.06, 2.2, 10.6), [], 1),
        (figures("Send SMS", 3.0, 4.0, 30.0, requests=2), [], 0),
        (figures(POLL, 1.0, 2.0, 10.0, requests=2), [], 1),
        (figures(POLL, 1.0, 2.0, 10.0), [HistoryFigures(50, 1.0, 1.0, 1.0)], 0),
        (figures(POLL, 1.0, 2.0, 10.0), [HistoryFigures(50, 1.5, 1.0, 1.0)], 1),
    ],
    ids=[
        "limit",
        "by chance",
        "slow ping",
        "slow poll",
        "send may",
        "requests",
        "history",
        "more pages",
    ],
)
def test_misses_names_what_is_not_as_wanted(measured, histories, missed: int) -> None:
    assert len(misses([LEAST, measured], histories, [])) == missed


@pytest.mark.parametrize(
    ("requests", "missed"), [(4, []), (5, ["busy: 5 requests; wanted 4 at most"])]
)
def test_misses_names_a_run_with_too_many_requests(requests: int, missed: list[str]) -> None:
    assert misses([LEAST], [], [Count("busy", requests, 4)]) == missed


def test_tables_are_markdown_with_a_line_for_each() -> None:
    table = actions([LEAST, figures("Ping", 1.1, 2.4, 10.5)]).splitlines()
    assert table[1].startswith("| --- |")
    assert table[3].startswith("| Ping | 2400.0 | 1.100 (1.050 to 1.200) |")
    assert "| 10,000 | 1 | 500.0 | 250.0 |" in older([HistoryFigures(10_000, 1.0, 0.5, 0.25)])
    assert "| busy | 3 | 4 |" in counts([Count("busy", 3, 4)])
    assert "| all: 9 of 9 | 20 | 3.0 | 2.0 | 1.50 |" in scale(
        [ScaleFigures("all", 20, 3.0, 2.0, "9 of 9")]
    )


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


def test_requests_are_counted_in_real_processes(monkeypatch) -> None:
    monkeypatch.setattr("devkit.benchmark.request_counts.NUMBERS", (1, 3))
    monkeypatch.setattr("devkit.benchmark.request_counts.NEWER_MESSAGES", 60)

    found = {count.name: (count.requests, count.limit) for count in count_requests()}

    assert found["Send SMS, 3 recipients"] == (3, 3)
    assert found["poll, 1 phones"] == (1, 1)
    assert found["poll, 3 phones"][0] <= 2
    assert found["poll, 1 phone with 60 newer messages"][0] <= 4


def test_scale_is_measured_in_real_processes(monkeypatch) -> None:
    monkeypatch.setattr("devkit.benchmark.scale._CASES", {FAST: (2,)})
    monkeypatch.setattr("devkit.benchmark.scale.CONCURRENCY_LIMITS", (2,))
    monkeypatch.setattr("devkit.benchmark.scale.POLLS_AT_ONCE", 4)

    found = {one.name: (one.requests, one.complete) for one in measure()}

    assert found["Send SMS to 2, 50 ms"] == (2, "2 of 2 sent")
    assert found["poll of 2 phones, 50 ms"][1] == "all read"
    assert found["4 polls at once, at most 2 requests"][1] == "4 of 4 answered"
