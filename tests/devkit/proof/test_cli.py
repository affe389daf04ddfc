from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from devkit.__main__ import main
from devkit.layout import ROOT

if TYPE_CHECKING:
    import pytest

HEAVY = ("devkit.host", "devkit.standin", "flask", "trustme", "requests")


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    return code, *capfd.readouterr()


def test_faults_prints_the_matrix_and_the_totals(capfd) -> None:
    code, out, _ = run(capfd, "faults", "--only", "Ping: list, 401")
    assert code == 0
    assert "kind of failure" in out
    assert "2 of 2 cells held." in out
    for label in ("messages asked for", "doubled", "lost", "waits lost", "crashes", "leaks"):
        assert label in out


def test_faults_without_any_cell_is_typed_wrongly(capfd) -> None:
    code, _, err = run(capfd, "faults", "--only", "no such cell")
    assert code == 2
    assert "no cell" in err


def test_soak_prints_its_seed(capfd) -> None:
    code, out, _ = run(capfd, "soak", "--waits", "1", "--phones", "2", "--seed", "77")
    assert code == 0
    assert "seed 77" in out
    assert "1 of 1 waits" in out


def test_bench_prints_its_tables(capfd) -> None:
    code, out, _ = run(capfd, "bench", "--rounds", "1")
    assert code in {0, 1}  # one round on a busy machine proves nothing
    assert "| Ping |" in out
    assert "| 10,000 | 1 |" in out


def test_commands_load_nothing_heavy_before_they_run() -> None:
    script = f"import sys, devkit.proof.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
