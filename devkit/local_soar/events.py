"""The changes of runs and phones, sent to every open page as server-sent events."""

from __future__ import annotations

import json
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Also how long it takes to notice that a page was closed.
HEARTBEAT_SECONDS: Final = 10.0


class EventStream:
    """Sends events to all open pages. `publish` may be called from any thread and never waits."""

    def __init__(self) -> None:
        self._pages: set[SimpleQueue[str | None]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def publish(self, kind: str, content: Any) -> None:  # noqa: ANN401 - any JSON value
        text = _event(kind, content)
        with self._lock:
            for page in self._pages:
                page.put(text)

    def listen(self, snapshot: Callable[[], Any]) -> Iterator[str]:
        """Yield the events for one page: first a snapshot of everything, then the changes.

        What changes while the snapshot is taken may be told twice, but never left out.
        """
        page: SimpleQueue[str | None] = SimpleQueue()
        with self._lock:
            if self._closed:
                return
            self._pages.add(page)
        try:
            yield _event("snapshot", snapshot())
            while (text := _next(page)) is not None:
                yield text
        finally:
            with self._lock:
                self._pages.discard(page)

    def close(self) -> None:
        """End all streams."""
        with self._lock:
            self._closed = True
            for page in self._pages:
                page.put(None)


def _next(page: SimpleQueue[str | None]) -> str | None:
    try:
        return page.get(timeout=HEARTBEAT_SECONDS)
    except Empty:
        return ": nothing new\n\n"


def _event(kind: str, content: Any) -> str:  # noqa: ANN401 - any JSON value
    return f"event: {kind}\ndata: {json.dumps(content)}\n\n"
