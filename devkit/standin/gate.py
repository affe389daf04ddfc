"""The door in front of the API: it records requests, and spoils those that a fault hits."""

from __future__ import annotations

import select
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from io import BytesIO
from threading import Event, Lock
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from devkit.standin import record, wire
from devkit.standin.errors import refusal
from devkit.standin.messages import new_sid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from devkit.standin.faults import Fault
    from devkit.standin.record import RecordedRequest
    from devkit.standin.state import State

_MISSING_BYTES = 64
_GLANCE_SECONDS = 0.05


class Gate:
    """A WSGI application around the API's. `closing` ends all that waits."""

    def __init__(self, app: WSGIApplication, state: State) -> None:
        self.closing = Event()
        self._app = app
        self._state = state
        self._inside = 0
        self._counting = Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_ORIGIN" in environ:  # a web page's form could post with the well-known token
            return Response("Web pages are not served here.", 403)(environ, start)
        with self._counting:
            self._inside += 1
            busy = self._inside
        try:
            response = self._answer(environ, busy)
        finally:
            with self._counting:
                self._inside -= 1
        return response(environ, start)

    def _answer(self, environ: WSGIEnvironment, busy: int) -> Response:
        request = Request(environ)
        entry = record.record(request)
        environ["wsgi.input"] = BytesIO(request.get_data())
        self._state.requests.append(entry)
        fault = self._state.faults.pick(entry)
        visit = _Visit(self, environ, entry, busy)
        if fault is None:
            return visit.finish(visit.act())
        entry.fault = fault.kind
        return visit.spoiled_by(fault)

    def serve(self, environ: WSGIEnvironment, busy: int) -> Response:
        """The API's own answer, or 429 where too many ask at once."""
        limit = self._state.concurrency
        if limit is not None and busy > limit:
            problem = refusal(20429)
            return wire.answer(wire.error(problem), problem.status, "json", element="")
        return Response.from_app(self._app, environ, buffered=True)

    def date(self) -> str:
        """The Date header, by the accounts' clock unless told otherwise."""
        follows = self._state.date_header_follows_clock
        moment = self._state.clock.now() if follows else datetime.now(UTC)
        return format_datetime(moment, usegmt=True)


class _Visit:
    """One request on its way through the gate."""

    def __init__(
        self, gate: Gate, environ: WSGIEnvironment, entry: RecordedRequest, busy: int
    ) -> None:
        self._gate, self._environ, self._entry, self._busy = gate, environ, entry, busy
        self._socket: socket.socket = environ["werkzeug.socket"]

    def act(self) -> Response:
        self._entry.acted = True
        return self._gate.serve(self._environ, self._busy)

    def finish(self, response: Response) -> Response:
        """Add the headers that every answer carries, and write the answer down."""
        response.headers.setdefault("Twilio-Request-Id", new_sid("RQ"))
        response.headers.setdefault("Twilio-Concurrent-Requests", str(self._busy))
        response.headers["Date"] = self._gate.date()
        self._entry.answered(response)
        return response

    def spoiled_by(self, fault: Fault) -> Response:
        if fault.kind == "delay":
            return self._late(fault)
        true = self.act() if fault.acts else None
        if fault.kind == "cut":
            self._wait(fault.delay)
            self._hang_up()
        response = self.finish(true if true and _keeps_answer(fault) else self._false(fault))
        if fault.kind == "drip":
            self._drip(response, fault.delay)
        if fault.kind == "truncated":
            self._send(_raw(response, missing=_MISSING_BYTES))
            self._hang_up()
        return response

    def _false(self, fault: Fault) -> Response:
        if fault.kind not in {"drip", "truncated"}:
            self._wait(fault.delay)
        return fault.answer(self._entry)

    def _late(self, fault: Fault) -> Response:
        if fault.acts:
            response = self.finish(self.act())
            self._wait(fault.delay)
            return response
        self._wait(fault.delay)
        return self.finish(self.act())

    def _wait(self, seconds: float) -> None:
        """Let time pass, as long as the client waits too and the server is not closing."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._gate.closing.wait(min(left, _GLANCE_SECONDS)) or self._client_gone():
                self._hang_up()

    def _drip(self, response: Response, pause: float) -> None:
        """Send the whole answer, status line included, a byte at a time."""
        for byte in _raw(response):
            self._send(bytes([byte]))
            self._wait(pause)
        self._hang_up()

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise ConnectionAbortedError from error

    def _client_gone(self) -> bool:
        """Whether the client closed: nothing else can arrive once its request is read."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))

    def _hang_up(self) -> None:
        """Close the connection; the server takes the error for a client that left."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


def _keeps_answer(fault: Fault) -> bool:
    return fault.kind in {"drip", "truncated"}


def _raw(response: Response, *, missing: int = 0) -> bytes:
    """An answer as bytes; with `missing` it promises that many more than it holds, half gone."""
    body = response.get_data()
    if missing:
        promised, body = len(body) + missing, body[: len(body) // 2]
    else:
        promised = len(body)
    status = HTTPStatus(response.status_code)
    head = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Length: {promised}"]
    headers = response.headers.to_wsgi_list()
    head += [f"{name}: {text}" for name, text in headers if name != "Content-Length"]
    return "\r\n".join([*head, "Connection: close", "", ""]).encode("latin-1") + body
