"""The actions that were started, each in a thread of its own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from devkit.json_files import parse_json
from devkit.soar import COMPLETED, FAILED, IN_PROGRESS, TIMED_OUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.local_soar.manual_action import ManualAction
    from devkit.soar import Runner, RunResult

MOST_RUNS = 200
STARTING, ENDED_EARLY = "Starting", "The local SOAR was stopped before the action had ended."
STATUSES = {
    COMPLETED: "Completed",
    IN_PROGRESS: "In progress",
    FAILED: "Failed",
    TIMED_OUT: "Timed out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How an async action is polled: seconds between two runs, and until the end of them all."""

    interval: float = 2.0
    total: float = 3600.0


@dataclass(slots=True)
class Run:
    """An action from its start to its end.

    Times are epoch seconds. `code` is what a reply to its question must hold, and `options` are
    the answers that it offers, once they are known. `origin` is where the action was started:
    `REST` or `page`.
    """

    number: int
    request: ManualAction
    origin: str
    started: float = field(default_factory=time.time)
    ended: float | None = None
    polls: int = 0
    status: str = STARTING
    result: RunResult | None = None
    code: str | None = None
    options: tuple[str, ...] = ()
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def message(self) -> str:
        """The message of the action, or why there is none."""
        if self.result is None:
            return ENDED_EARLY if self.done.is_set() else ""
        return self.result.error or self.result.message

    @property
    def value(self) -> Any:  # noqa: ANN401 - any JSON value
        return self.result.value if self.result else None

    @property
    def raw_json(self) -> str | None:
        return self.result.raw_json if self.result else None


class Runs:
    """Starts actions and remembers the newest of them.

    Args:
        runner: runs the processes.
        polling: how async actions are polled.
        tell: called, from any thread, whenever something about a run has changed.
    """

    def __init__(self, runner: Runner, polling: Polling, tell: Callable[[Run], None]) -> None:
        self._runner = runner
        self._polling = polling
        self._tell = tell
        self._runs: dict[int, Run] = {}
        self._threads: set[threading.Thread] = set()
        self._numbers = count(1)
        self._lock = threading.Lock()

    def start(self, request: ManualAction, origin: str) -> Run:
        """Start an action; return at once."""
        with self._lock:
            run = Run(next(self._numbers), request, origin)
            self._runs[run.number] = run
            self._forget()
            thread = threading.Thread(target=self._play, args=(run,), daemon=True)
            self._threads.add(thread)
        self._tell(run)
        thread.start()
        return run

    def find(self, number: int) -> Run | None:
        with self._lock:
            return self._runs.get(number)

    @property
    def all(self) -> list[Run]:
        """The runs that are remembered, oldest first."""
        with self._lock:
            return list(self._runs.values())

    def join(self, seconds: float) -> None:
        """Wait for the threads to end, at most so long for each; the runner must be stopping."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(seconds)

    def _forget(self) -> None:
        ended = [run.number for run in self._runs.values() if run.done.is_set()]
        for number in ended[: max(0, len(self._runs) - MOST_RUNS)]:
            del self._runs[number]

    def _play(self, run: Run) -> None:
        try:
            for result in self._results(run.request):
                run.polls += 1
                run.result = result
                _learn_question(run, result)
                if result.in_progress:
                    run.status = STATUSES[IN_PROGRESS]
                    self._tell(run)
        except RuntimeError:
            run.result = None  # the runner is stopping: a missing result says that
        finally:
            self._end(run)

    def _results(self, request: ManualAction) -> Any:  # noqa: ANN401 - the runner's iterator
        return self._runner.play(
            request.action.name,
            request.params,
            case=request.case,
            alert=request.alert,
            entities=request.entities,
            interval=self._polling.interval,
            total_seconds=self._polling.total,
        )

    def _end(self, run: Run) -> None:
        if run.result is not None and run.result.in_progress:
            run.result = None  # stopped between two polls
        run.status = STATUSES[run.result.state if run.result else FAILED]
        run.ended = time.time()
        run.done.set()
        self._tell(run)
        with self._lock:
            self._threads.discard(threading.current_thread())


def _learn_question(run: Run, result: RunResult) -> None:
    """Note the code and the options of a question: they are in the saved state of its action."""
    if not (result.in_progress and isinstance(result.value, str)):
        return
    try:
        state = parse_json(result.value)
    except ValueError:
        return
    if isinstance(state, dict) and isinstance(state.get("code"), str):
        run.code = state["code"]
        run.options = tuple(filter(lambda one: isinstance(one, str), state.get("options") or ()))
