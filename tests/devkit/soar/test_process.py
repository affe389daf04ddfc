"""Damaged scripts, and the ends that a process can come to."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from devkit.definitions import ROOT
from devkit.soar import FAILED, Limits, Runner
from tests.processes import is_alive, until, wait_for_pid

if TYPE_CHECKING:
    from pathlib import Path

    from tests.devkit.package_builder import PackageBuilder

RESULT = (
    '{"Message": "m", "ResultValue": true, "ResultObjectJson": null, '
    '"DebugOutput": "", "ExecutionState": 0}'
)


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        pytest.param("pass", 0, "printed no result (exit code 0)", id="no-output"),
        pytest.param("1 / 0", 1, "(exit code 1): ZeroDivisionError: division by zero", id="crash"),
        pytest.param("import os; os.abort()", -6, "(exit code -6)", id="abort"),
        pytest.param(f"print('''{RESULT}''' * 2, end='')", 0, "printed 2 results", id="two"),
        pytest.param(f"print('hello'); print('''{RESULT}''')", 0, "besides its result", id="stray"),
        pytest.param(f"print('''{RESULT}''', 'bye')", 0, "besides its result", id="stray-after"),
        pytest.param("print('{')", 0, "printed no result", id="cut"),
        pytest.param("print('[1]')", 0, "printed no result", id="list"),
        pytest.param(
            "print('''{\"Message\": \"m\"}''', end='')", 0, "lacks DebugOutput", id="keys"
        ),
        pytest.param(
            f"print('''{RESULT}'''.replace(': 0', ': 9'), end='')",
            0,
            "is 9, not 0 to 3",
            id="state",
        ),
        pytest.param(
            f"print('''{RESULT}'''.replace('null', '\"x\"'), end='')",
            0,
            "ResultObjectJson cannot be read",
            id="blocks",
        ),
        pytest.param(
            f"import sys; print('''{RESULT}''', end=''); sys.exit(4)", 4, "exit code 4", id="code"
        ),
        pytest.param("print('ü'.encode('latin-1')); 0/0", 1, "ZeroDivisionError", id="no-utf-8"),
        pytest.param("import sys; sys.stdin.close(); 0/0", 1, "ZeroDivisionError", id="deaf"),
    ],
)
def test_damaged_script_fails_with_a_sentence(
    runner: Runner, package: PackageBuilder, script: str, code: int, words: str
) -> None:
    result = runner.run(package.add(script))

    assert (result.state, result.exit_code) == (FAILED, code)
    assert words in result.error
    assert result.error.endswith(".")


def test_last_of_two_results_counts(runner: Runner, package: PackageBuilder) -> None:
    second = RESULT.replace('"m"', '"second"')

    result = runner.run(package.add(f"print('''{RESULT}{second}''')"))

    assert result.message == "second"


def test_sound_script_breaks_nothing(runner: Runner, package: PackageBuilder) -> None:
    result = runner.run(package.add(f"print('''{RESULT}''', end='')"))

    assert (result.error, result.state, result.value) == ("", 0, True)


def test_endless_script_is_killed_with_what_it_started(
    runner: Runner, package: PackageBuilder, tmp_path: Path
) -> None:
    started = tmp_path / "pids"
    script = package.add(f"""
        import os, signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        open({str(started)!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
        os.write(1, b"partial")
        time.sleep(60)
        """)

    result = runner.run(script, timeout=1.0)

    assert result.error == "The action did not end within 1 s and was killed."
    assert (result.state, result.exit_code, result.stdout) == (FAILED, -signal.SIGKILL, "partial")
    assert result.seconds < 5
    pids = [int(pid) for pid in started.read_text().split()]
    until(lambda: not any(map(is_alive, pids)))


def test_pipe_held_by_a_stranger_does_not_hold_the_host(
    runner: Runner, package: PackageBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devkit.soar.process.DRAIN_SECONDS", 0.2)
    name = package.add("""
        import os, subprocess, sys
        os.write(1, b"said")
        stranger = [sys.executable, "-c", "import time; time.sleep(8)"]
        subprocess.Popen(stranger, start_new_session=True)
        """)

    result = runner.run(name, timeout=1.0)

    assert (result.state, result.stdout) == (FAILED, "said")
    assert result.seconds < 5


def test_kill_comes_after_deadline_and_grace(runner: Runner, package: PackageBuilder) -> None:
    name = package.add("import time; time.sleep(60)")

    result = runner.run(name, limits=Limits(run_seconds=0.3, grace_seconds=0.2))

    assert result.error == "The action did not end within 0.5 s and was killed."


def test_stop_kills_what_runs(package: PackageBuilder, tmp_path: Path) -> None:
    started = tmp_path / "pid"
    name = package.add(f"""
        import os, time
        open({str(started)!r}, "w").write(str(os.getpid()))
        time.sleep(60)
        """)
    results = []
    with Runner(root=package.root) as runner:
        thread = threading.Thread(target=lambda: results.append(runner.run(name)))
        thread.start()
        pid = wait_for_pid(started)
    thread.join(timeout=5)

    assert results[0].error == "The action was stopped with the runner."
    until(lambda: not is_alive(pid))


def test_stopped_host_runs_nothing(package: PackageBuilder) -> None:
    name = package.add("pass")
    with Runner(root=package.root) as runner:
        pass

    with pytest.raises(RuntimeError, match="not"):
        runner.run(name)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_signal_to_the_host_leaves_no_child(
    package: PackageBuilder, tmp_path: Path, number: signal.Signals
) -> None:
    started = tmp_path / "pid"
    name = package.add(f"""
        import os, time
        from SiemplifyAction import SiemplifyAction
        SiemplifyAction()
        open({str(started)!r}, "w").write(str(os.getpid()))
        time.sleep(60)
        """)
    program = f"""
import signal, sys
from pathlib import Path
from devkit.soar import Runner
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
with Runner(root=Path({str(package.root)!r})) as runner:
    runner.run({name!r})
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE) as me:
        pid = wait_for_pid(started)
        me.send_signal(number)
        me.communicate(timeout=10)

    assert me.returncode != 0
    until(lambda: not is_alive(pid))
