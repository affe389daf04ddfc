"""Waiting for Ctrl-C."""

from __future__ import annotations

import time
from typing import NoReturn

LOOK_SECONDS = 0.2


def wait_for_interrupt() -> NoReturn:
    """Sleep, in the main thread, until it is interrupted.

    Raises:
        KeyboardInterrupt: the process was asked to end.
    """
    # The system may hand a signal to any thread. Then Python only notes it for the main
    # thread, and does not wake it: asleep without an end it would never look.
    while True:
        time.sleep(LOOK_SECONDS)
