"""Work in the main thread and in others that Ctrl-C ends at once."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")

# The system may deliver a signal to any thread. Then Python only notes it for the main thread and
# does not wake it: a main thread that sleeps without an end would never see it.
WAKE_SECONDS = 0.2


def wait_for_interrupt() -> NoReturn:
    """Sleep, in the main thread, until it is interrupted.

    Raises:
        KeyboardInterrupt: the process was asked to end.
    """
    while True:
        time.sleep(WAKE_SECONDS)


def run_in_threads(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    stop: Callable[[], object],
    tell: Callable[[int], object] = lambda _count: None,
) -> list[Result]:
    """Call a function for each item, several at a time; return the results in the items' order.

    After an interrupt, or after an error of a call, no further call begins.

    Args:
        function: what is called, in threads.
        items: its arguments.
        workers: how many calls run at a time.
        stop: called after an interrupt or an error; ends what running calls wait for, e.g. by
            `Runner.stop`, which kills the children.
        tell: called in this thread with the number of calls that have ended.
    """
    pool = ThreadPoolExecutor(workers)
    futures = [pool.submit(function, item) for item in items]
    running = set(futures)
    try:
        while running:
            ended, running = wait(running, WAKE_SECONDS, FIRST_COMPLETED)
            for future in ended:
                future.result()
            tell(len(futures) - len(running))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop()
        raise
    pool.shutdown()
    return [future.result() for future in futures]
