"""What the endpoints know of the runs, and what they remember of their requests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.soar.cases import Case

SDK = "/api/external/v1/sdk"
NO_PROXY_SETTINGS: dict[str, Any] = {
    "proxy_server_address": "",
    "username": "",
    "password": "",
    "ignore_addresses": [],
}


def endpoint_name(path: str) -> str:
    """Return an endpoint's first word: `configuration`, `CaseMetadata`, `comments` and so on."""
    return path.removeprefix(f"{SDK}/").removeprefix("/api/external/v1/cases/").split("/")[0]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that a script's SDK made. `at` is epoch seconds."""

    run: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int
    at: float

    @property
    def name(self) -> str:
        return endpoint_name(self.path)


@dataclass(frozen=True, slots=True)
class Grant:
    """What one run's API key opens: its cases and the instance's settings."""

    run: str
    settings: Mapping[str, Any]
    cases: Mapping[str, Case]


@dataclass(slots=True)
class EndpointFault:
    """Makes an endpoint answer otherwise.

    Args:
        name: the endpoint's first word, or None for all.
        status: the status to answer.
        body: the text to answer; JSON or not.
        times: how often; None means always.
        delay: seconds to wait before the answer.
    """

    name: str | None = None
    status: int = 500
    body: str = '{"ErrorMessage": "the platform failed"}'
    times: int | None = None
    delay: float = 0.0


@dataclass(slots=True)
class Exchange:
    """What the endpoints know and remember; safe for many threads."""

    proxy_settings: dict[str, Any] = field(default_factory=lambda: dict(NO_PROXY_SETTINGS))
    faults: list[EndpointFault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    properties: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _by_run: dict[str, list[Call]] = field(default_factory=dict)
    _grants: dict[str, Grant] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(self, key: str, grant: Grant) -> None:
        with self._lock:
            self._grants[key] = grant

    def dismiss(self, key: str) -> tuple[Call, ...]:
        """Close a run's door; return the requests that it made."""
        with self._lock:
            self._grants.pop(key, None)
            return tuple(self._by_run.pop(key, ()))

    def grant(self, key: str | None) -> Grant | None:
        with self._lock:
            return self._grants.get(key or "")

    def record(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)
            if call.run in self._grants:
                self._by_run.setdefault(call.run, []).append(call)

    def take_fault(self, name: str) -> EndpointFault | None:
        with self._lock:
            for fault in self.faults:
                if fault.name in (None, name) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None
