"""Small servers that stand between an action and the stand-in."""

from __future__ import annotations

import select
import socket
import socketserver
import ssl
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"


class Proxy(socketserver.ThreadingTCPServer):
    """An HTTP proxy: CONNECT, and plain requests by absolute address.

    Attributes:
        targets: what it was asked to reach, as `METHOD host:port`.
        routes: where it takes a `host:port` that is not reachable by itself.
        refusal: a status line's end to answer everything with, or nothing.
    """

    daemon_threads = True

    def __init__(self, routes: dict[str, str] | None = None, refusal: str = "") -> None:
        self.targets: list[str] = []
        self.routes = routes or {}
        self.refusal = refusal
        super().__init__((LOOPBACK, 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"


class _Handler(socketserver.BaseRequestHandler):
    server: Proxy

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            more = self.request.recv(65536)
            if not more:
                return
            head += more
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        address = target if method == "CONNECT" else urlsplit(target).netloc
        self.server.targets.append(f"{method} {address}")
        if self.server.refusal:
            self.request.sendall(f"HTTP/1.1 {self.server.refusal}\r\n\r\n".encode())
            return
        host, _, port = self.server.routes.get(address, address).rpartition(":")
        with socket.create_connection((host, int(port)), 5) as far:
            if method == "CONNECT":
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                far.sendall(_direct(head, target))
            _pump(self.request, far)


def _direct(head: bytes, target: str) -> bytes:
    """Take the host out of a request's first line."""
    return head.replace(target.encode(), target[target.index("/", 8) :].encode(), 1)


def _pump(near: socket.socket, far: socket.socket) -> None:
    other = {near: far, far: near}
    while True:
        for ready in select.select([near, far], [], [], 10)[0]:
            try:
                data = ready.recv(65536)
                if not data:
                    return
                other[ready].sendall(data)
            except OSError:
                return


@contextmanager
def proxy(routes: dict[str, str] | None = None, refusal: str = "") -> Iterator[Proxy]:
    with serving(Proxy(routes, refusal)) as server:
        yield server


@contextmanager
def self_signed_server() -> Iterator[str]:
    """An https server whose certificate nobody else signed; yields its address."""
    with serving(_SelfSigned((LOOPBACK, 0), socketserver.BaseRequestHandler)) as server:
        yield f"https://{LOOPBACK}:{server.server_address[1]}"


class _SelfSigned(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def finish_request(self, request: socket.socket, _address: object) -> None:  # type: ignore[override]
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as name:
            both = Path(name) / "both.pem"
            both.write_bytes(authority.private_key_pem.bytes() + authority.cert_pem.bytes())
            context.load_cert_chain(both)
        try:
            context.wrap_socket(request, server_side=True).close()
        except (OSError, ssl.SSLError):
            request.close()


@contextmanager
def serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
