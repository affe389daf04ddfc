from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

import pytest

from devkit.benchmark.measuring import BASELINE, HistoryFigures
from devkit.cli.main import main
from tests.devkit.fault_matrix.samples import figures

if TYPE_CHECKING:
    from devkit.benchmark.measuring import Figures


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    return code, *capfd.readouterr()


def test_faults_prints_the_matrix_and_the_totals(capfd) -> None:
    code, out, _ = run(capfd, "faults", "--only", "Ping: list, 401")
    assert code == 0
    assert "kind of failure" in out
    assert "2 of 2 cases passed." in out
    for label in (
        "asked",
        "possible duplicates",
        "doubled",
        "lost",
        "answers lost",
        "crashes",
        "leaks",
    ):
        assert label in out


def test_faults_without_any_case_is_a_usage_error(capfd) -> None:
    code, _, err = run(capfd, "faults", "--only", "no such cell")
    assert code == 2
    assert "No case" in err


def test_soak_ends_all_its_waits_and_prints_its_seed(capfd) -> None:
    code, out, _ = run(capfd, "soak", "--waits", "2", "--burst", "2", "--seed", "5")
    assert code == 0
    assert "4 of 4 waits ended as they should" in out
    assert int(re.search(r"(\d+)% of them faulty \(seed 5\)", out)[1]) > 0


class FakeBenchmark:
    """A bench whose Ping takes so many times what the baseline takes."""

    own_sdk = True

    def __init__(self, times: float) -> None:
        self._times = times

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        pass

    def alternate(self, _rounds: int, _tell: object) -> list[Figures]:
        return [figures(BASELINE, 1.0), figures("Ping", self._times)]

    def histories(self, _rounds: int) -> list[HistoryFigures]:
        return [HistoryFigures(10_000, 1.0, 1.0, 1.0)]


@pytest.mark.parametrize(
    ("times", "code", "said"),
    [
        (1.01, 0, "No interval of Ping or a settled poll lies above 1.05 of the baseline."),
        (1.25, 1, "Ping takes 1.250 of the baseline, at least 1.250; wanted 1.05 at most"),
    ],
    ids=["as wanted", "slow"],
)
def test_bench_prints_its_tables_and_what_it_missed(
    capfd, monkeypatch, times: float, code: int, said: str
) -> None:
    monkeypatch.setattr("devkit.cli.bench.Benchmark", lambda _sdk: FakeBenchmark(times))
    monkeypatch.setattr("devkit.cli.bench.count_requests", lambda _sdk: [])
    ended, out, _ = run(capfd, "bench", "--rounds", "1")
    assert ended == code
    assert f"| Ping | {times * 1000:.1f} |" in out
    assert "| 10,000 | 1 |" in out
    assert out.endswith(f"{said}\n")
