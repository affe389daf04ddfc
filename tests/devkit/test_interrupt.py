from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from devkit.definitions import ROOT
from devkit.interrupt import run_in_threads

# The program's second thread takes the signal itself, as the system may let it happen.
PROGRAM = """
import signal, threading, time
from devkit.interrupt import wait_for_interrupt

def take() -> None:
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=take).start()
try:
    wait_for_interrupt()
except KeyboardInterrupt:
    print("interrupted")
"""


def test_signal_that_another_thread_took_ends_the_wait() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.stdout == "interrupted\n"


def test_calls_run_several_at_a_time_and_return_in_order() -> None:
    counts: list[int] = []
    meeting = threading.Barrier(3)

    def call(number: int) -> int:
        meeting.wait(30)
        return number * 10

    results = run_in_threads(call, range(3), workers=3, stop=lambda: None, tell=counts.append)

    assert results == [0, 10, 20]
    assert counts[-1] == 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_interrupt_or_error_stops_running_calls_and_begins_no_others(
    error: type[BaseException],
) -> None:
    stopped, begun = threading.Event(), []

    def call(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise error
        assert stopped.wait(30)

    with pytest.raises(error):
        run_in_threads(call, range(100), workers=2, stop=stopped.set)

    assert stopped.is_set()
    assert len(begun) <= 3
