from __future__ import annotations

import subprocess
import sys

from devkit.definitions import ROOT

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
