"""The web server, on the address that it is told."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from devkit.web.problems import ServeError

if TYPE_CHECKING:
    from flask import Flask


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: what happens is on the page."""


class Server:
    """Serves an application in threads of its own until it is stopped.

    Args:
        app: what to serve.
        host: the address to listen on.
        port: the port; 0 takes a free one.
    """

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it is reached: by loopback if it listens on all addresses."""
        if self._server is None:
            raise RuntimeError("the server is not running")
        name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104 - a name, not a binding
        return f"http://{f'[{name}]' if ':' in name else name}:{self._server.port}"

    def start(self) -> None:
        """Serve from here on.

        Raises:
            ServeError: the address or the port cannot be had.
        """
        with self._bind() as bound:
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
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None

    def _bind(self) -> socket.socket:
        """Take the port ourselves: werkzeug would end the process if it is in use."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            return socket.create_server((self._host, self._port), family=family)
        except (OSError, OverflowError) as error:
            raise ServeError(
                f"{self._host} port {self._port} cannot be listened on: "
                f"{getattr(error, 'strerror', None) or error}"
            ) from error
