"""The stand-in on the loopback address: start, stop, address, and its own defects."""

from __future__ import annotations

import socket
import ssl
import tempfile
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

import trustme
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from devkit.standin import routes
from devkit.standin.fault_middleware import FaultMiddleware
from devkit.standin.state import State

if TYPE_CHECKING:
    from types import TracebackType

HOST = "127.0.0.1"
_POLL_SECONDS = 0.02
_HANDSHAKE_SECONDS = 10.0


_INSTANCES: WeakSet[StandIn] = WeakSet()


class StandInError(AssertionError):
    """Something went wrong inside the stand-in, which says nothing about the package."""


class StandIn:
    """Twilio's Messages API on 127.0.0.1, over HTTP or TLS, as a context manager.

    The end of the `with` block raises `StandInError` where a request met a defect of the stand-in.

    Args:
        port: The port; 0 takes a free one.
        tls: Serve https with a certificate made for the occasion; `ca_pem_path` is its authority.
    """

    def __init__(self, port: int = 0, *, tls: bool = False) -> None:
        self.state = State()
        self._port = port
        self._tls = tls
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._middleware: FaultMiddleware | None = None
        self.defects: list[str] = []
        _INSTANCES.add(self)
        self._server: _Server | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Its address, e.g. `http://127.0.0.1:40001`, once it runs."""
        if self._server is None:
            raise RuntimeError("the stand-in is not running")
        return f"{'https' if self._tls else 'http'}://{HOST}:{self._server.port}"

    @property
    def ca_pem_path(self) -> Path:
        """The file with the authority that signed its certificate."""
        if self._folder is None:
            raise RuntimeError("the stand-in is not running with tls")
        return Path(self._folder.name) / "ca.pem"

    def start(self) -> Self:
        """Serve until `stop`; requests are answered from here on.

        Raises:
            OSError: the port cannot be had.
        """
        context = self._context() if self._tls else None
        self._middleware = FaultMiddleware(routes.build(self.state), self.state, self.defects)
        self._server = _Server(self._port, self._middleware, context)
        self._thread = Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="standin", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """End serving; answers that a fault holds back are dropped."""
        if self._server is None or self._middleware is None or self._thread is None:
            return
        self._middleware.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def check(self) -> None:
        """Raise for the defects that requests met since the last check.

        Raises:
            StandInError: There are some; the text holds them all.
        """
        if self.defects:
            found, self.defects[:] = "\n".join(self.defects), []
            raise StandInError(found)

    @staticmethod
    def check_all() -> None:
        """Check all stand-ins of this process."""
        for standin in list(_INSTANCES):
            standin.check()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        if error is None:
            self.check()

    def _context(self) -> ssl.SSLContext:
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, "localhost").configure_cert(context)
        self._folder = tempfile.TemporaryDirectory(prefix="standin-")
        authority.cert_pem.write_to_path(str(self.ca_pem_path))
        return context


class _Handler(WSGIRequestHandler):
    """Writes no log, and has no delay between headers and body (Nagle)."""

    disable_nagle_algorithm = True

    def send_response(self, code: int, message: str | None = None) -> None:
        """Send the status line alone: Date is the accounts' clock's, and there is no Server."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Nothing is written anywhere: the state has the requests."""


class _Server(ThreadedWSGIServer):
    """One thread for each connection, which also does the TLS handshake."""

    def __init__(self, port: int, app: FaultMiddleware, context: ssl.SSLContext | None) -> None:
        # The port is taken here: werkzeug would end the process if it is in use.
        with socket.create_server((HOST, port)) as bound:
            port = bound.getsockname()[1]
            super().__init__(HOST, port, app, handler=_Handler, fd=bound.fileno())
        self.ssl_context = context

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Serve a connection, over TLS if asked to; a client that hangs up is no error."""
        if self.ssl_context is None:
            super().finish_request(request, client_address)
            return
        try:
            request.settimeout(_HANDSHAKE_SECONDS)
            with self.ssl_context.wrap_socket(request, server_side=True) as secured:
                secured.settimeout(None)
                super().finish_request(secured, client_address)
                secured.shutdown(socket.SHUT_WR)
        except (OSError, ssl.SSLError):
            request.close()
