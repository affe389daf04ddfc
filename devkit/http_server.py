"""A threaded HTTP server, on the loopback address unless told otherwise."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from flask import Flask

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.05
_ALL_ADDRESSES = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - a name, not a binding
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b'Content-Length: 51\r\n\r\n{"ErrorMessage": "Too many connections are open."}\n'
)


class _Handler(WSGIRequestHandler):
    """Logs nothing, and closes a connection on which nothing moves for a minute."""

    timeout = 60

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Whoever serves keeps a record of its own."""


class _LimitedServer(ThreadedWSGIServer):
    """Uses a thread for each connection; refuses those beyond its limit."""

    slots: threading.Semaphore

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        if self.slots.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        request.settimeout(POLL_SECONDS)
        with suppress(OSError):  # the client may have gone
            request.sendall(_FULL)
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.slots.release()


class Server:
    """Serves an application in threads of its own until it is stopped.

    Args:
        app: what to serve.
        host: the address to listen on.
        port: the port; 0 takes a free one.
        most_connections: how many may be open at a time; those beyond get a 503.
    """

    def __init__(
        self, app: Flask, host: str = LOOPBACK, port: int = 0, *, most_connections: int = 1000
    ) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._most_connections = most_connections
        self._server: _LimitedServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """The IP address that it listens on."""
        return str(self._running().socket.getsockname()[0])

    @property
    def port(self) -> int:
        return self._running().port

    @property
    def url(self) -> str:
        """Where it is reached: by loopback if it listens on all addresses."""
        name = _ALL_ADDRESSES.get(self._host, self._host)
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    def start(self) -> None:
        """Serve from here on.

        Raises:
            OSError: the address or the port cannot be had.
            ValueError: there can be no such address.
        """
        # The port is taken here: werkzeug would end the process if it is in use.
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        with socket.create_server((self._host, self._port), family=family) as bound:
            port = bound.getsockname()[1]
            self._server = _LimitedServer(
                self._host, port, self._app, handler=_Handler, fd=bound.fileno()
            )
        self._server.slots = threading.Semaphore(self._most_connections)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End serving. May be called twice."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None

    def _running(self) -> _LimitedServer:
        if self._server is None:
            raise RuntimeError("the server is not running")
        return self._server
