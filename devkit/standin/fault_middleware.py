"""The middleware around the API.

It records requests, gives a false answer to those that a fault hits, and answers a defect of the
stand-in in another way than an error of Twilio.
"""

from __future__ import annotations

import select
import socket
import time
import traceback
from contextlib import suppress
from email.utils import format_datetime
from http import HTTPStatus
from io import BytesIO
from threading import Event, Lock
from typing import TYPE_CHECKING, Final, NoReturn

from werkzeug.wrappers import Request, Response

from devkit.standin.faults import Fault
from devkit.standin.messages import new_sid
from devkit.standin.request_log import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from devkit.standin.request_log import RecordedRequest
    from devkit.standin.state import State

DEFECT_STATUS: Final = 501
_MISSING_BYTES: Final = 64
_TOO_MANY: Final = Fault("status", status=429, code=20429)
_CHECK_SECONDS: Final = 0.05


class FaultMiddleware:
    """A WSGI application around the API's.

    Attributes:
        closing: ends all that waits.
        defects: what went wrong inside the stand-in, one text each.
    """

    def __init__(self, app: WSGIApplication, state: State, defects: list[str]) -> None:
        self.closing = Event()
        self.defects = defects
        self._app = app
        self._state = state
        self._busy = 0
        self._busy_lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_ORIGIN" in environ:  # a web page's form could post with the well-known token
            return Response("Web pages are not served here.", 403)(environ, start)
        with self._busy_lock:
            self._busy += 1
            busy = self._busy
        try:
            response = self._answer(environ, busy)
        finally:
            with self._busy_lock:
                self._busy -= 1
        return response(environ, start)

    def _answer(self, environ: WSGIEnvironment, busy: int) -> Response:
        try:
            request = Request(environ)
            entry = record(request)
            environ["wsgi.input"] = BytesIO(request.get_data())
            self._state.requests.append(entry)
            limit = self._state.concurrent_requests
            too_many = limit is not None and busy > limit
            fault = _TOO_MANY if too_many else self._state.faults.pick(entry)
            exchange = _Exchange(self, environ, entry, busy)
            if fault is None:
                return exchange.finish(exchange.act())
            entry.fault = fault.kind
            return exchange.answer_with(fault)
        except ConnectionAbortedError:
            raise
        except Exception:  # noqa: BLE001 - a defect before there is anything to record
            return self.defect(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")

    def serve(self, environ: WSGIEnvironment, entry: RecordedRequest) -> Response:
        """The API's own answer."""
        try:
            return Response.from_app(self._app, environ, buffered=True)
        except Exception:  # noqa: BLE001 - whatever it is, it is ours
            response = self.defect(f"{entry.method} {entry.path}")
            entry.defect = self.defects[-1]
            return response

    def defect(self, what: str) -> Response:
        """Remember the exception that is being handled; answer as Twilio never does."""
        self.defects.append(f"{what}: {traceback.format_exc()}")
        text = f"This is a defect of the stand-in, not an answer of Twilio.\n{self.defects[-1]}"
        return Response(text, DEFECT_STATUS, {"Stand-In-Defect": "1"}, content_type="text/plain")

    def date(self) -> str:
        """The Date header."""
        moment = self._state.clock.now() + self._state.assumptions.date_header_offset
        return format_datetime(moment, usegmt=True)


class _Exchange:
    """One request and its answer."""

    def __init__(
        self,
        middleware: FaultMiddleware,
        environ: WSGIEnvironment,
        entry: RecordedRequest,
        busy: int,
    ) -> None:
        self._middleware, self._environ = middleware, environ
        self._entry, self._busy = entry, busy
        self._socket: socket.socket = environ["werkzeug.socket"]

    def act(self) -> Response:
        self._entry.acted = True
        return self._middleware.serve(self._environ, self._entry)

    def finish(self, response: Response) -> Response:
        """Add the headers that every answer of Twilio has, and record the answer."""
        if not self._entry.defect:
            response.headers.setdefault("Twilio-Request-Id", new_sid("RQ"))
            response.headers.setdefault("Twilio-Concurrent-Requests", str(self._busy))
        response.headers["Date"] = self._middleware.date()
        self._entry.answered(response)
        return response

    def answer_with(self, fault: Fault) -> Response:
        true = self.act() if fault.acts else None
        if fault.kind == "delay":
            if true:
                self.finish(true)
            self._wait(fault.delay)
            return true or self.finish(self.act())
        if fault.kind in {"drip", "truncated"}:
            response = self.finish(true or fault.false_answer(self._entry))
            if fault.kind == "drip":
                self._drip(response, fault.delay)
            else:
                self._send(_raw(response, missing=_MISSING_BYTES))
            self._hang_up()
        self._wait(fault.delay)
        if fault.kind == "cut":
            self._hang_up()
        return self.finish(fault.false_answer(self._entry))

    def _wait(self, seconds: float) -> None:
        """Let time pass, as long as the client waits too and the server is not closing."""
        end = time.monotonic() + seconds
        while (remaining := end - time.monotonic()) > 0:
            pause = min(remaining, _CHECK_SECONDS)
            if self._middleware.closing.wait(pause) or self._client_gone():
                self._hang_up()

    def _drip(self, response: Response, pause: float) -> None:
        """Send the whole answer, status line included, a byte at a time."""
        for byte in _raw(response):
            self._send(bytes([byte]))
            self._wait(pause)

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

    def _hang_up(self) -> NoReturn:
        """Close the connection; the server takes the error for a client that left."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


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
