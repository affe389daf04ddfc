"""A threaded HTTP server, on the loopback address unless told otherwise."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from flask import Flask

LOOPBACK = "127.0.0.1"
_ALL_ADDRESSES = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - a name, not a binding


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: whoever serves keeps a record of its own."""


class Server:
    """Serves an application in threads of its own until it is stopped.

    Args:
        app: what to serve.
        host: the address to listen on.
        port: the port; 0 takes a free one.
    """

    def __init__(self, app: Flask, host: str = LOOPBACK, port: int = 0) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._server: BaseWSGIServer | None = None
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
            self._server = make_server(
                self._host,
                bound.getsockname()[1],
                self._app,
                threaded=True,
                request_handler=_Quiet,
                fd=bound.fileno(),
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
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

    def _running(self) -> BaseWSGIServer:
        if self._server is None:
            raise RuntimeError("the server is not running")
        return self._server
