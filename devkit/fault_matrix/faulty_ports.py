"""Ports whose connections fail: refused, stalled, cut, or with a bad certificate."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Literal, Self

import trustme

HOST = "127.0.0.1"
CHUNK = 65_536
_FILLERS = 4  # more connections than a queue of the shortest length holds
_LISTEN_SHORT = 0
_LISTEN_LONG = 64
_PLAIN = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

ConnectionFault = Literal[
    "refused",  # nobody listens
    "stalled",  # the queue of connections is full: no answer to the first packet
    "silent",  # connected, but the handshake is never answered
    "cut",  # closed in the middle of the handshake
    "plain",  # plain HTTP where TLS is expected
    "self-signed",
    "unknown issuer",
    "wrong host",
    "expired",
]
UNSEEN = ("refused", "stalled")  # the system answers, or nobody
FOREIGN = ("self-signed", "unknown issuer")  # signed by nobody that the client trusts
BAD_CERTIFICATES = (*FOREIGN, "wrong host", "expired")


class FaultyPort:
    """A port on the loopback address; a context manager.

    Args:
        connection: what happens to connections.
        authority: signs the certificates that are bad for another reason than their issuer.
        good: how many connections are first passed on.
        port: where these lead to.
    """

    def __init__(
        self,
        connection: ConnectionFault,
        authority: trustme.CA,
        good: int = 0,
        port: int = 0,
    ) -> None:
        self.fault = connection
        self.used = connection in UNSEEN  # whether a connection has failed
        self._good, self._target = good, port
        self._context = (
            bad_context(connection, authority) if connection in BAD_CERTIFICATES else None
        )
        self._listener = socket.socket()
        self._sockets: list[socket.socket] = []
        self._closing = False

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self._port}"

    def __enter__(self) -> Self:
        self._listener.bind((HOST, 0))
        self._port: int = self._listener.getsockname()[1]
        if self.fault == "refused" and not self._good:
            return self  # bound, so that the port stays ours, but nobody listens
        self._listener.listen(_LISTEN_SHORT if self.fault == "stalled" else _LISTEN_LONG)
        if self.fault == "stalled" and not self._good:
            self._fill()  # before anybody can slip in
            return self
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept
        for open_socket in (self._listener, *self._sockets):
            open_socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            for _ in range(self._good):
                client, _ = self._listener.accept()
                self._pass_on(client)
            if self.fault == "refused":
                self._listener.close()
            elif self.fault == "stalled":
                self._fill()
            else:
                self._fail_all()

    def _fill(self) -> None:
        for _ in range(_FILLERS):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex((HOST, self._port))
            self._sockets.append(filler)

    def _fail_all(self) -> None:
        while not self._closing:
            client, _ = self._listener.accept()
            self.used = True
            self._sockets.append(client)
            threading.Thread(target=self._fail, args=(client,), daemon=True).start()

    def _fail(self, client: socket.socket) -> None:
        with suppress(OSError):
            if self.fault == "silent":
                return
            if self._context:
                with self._context.wrap_socket(client, server_side=True) as secured:
                    secured.recv(CHUNK)
                return
            client.recv(CHUNK)
            if self.fault == "plain":
                client.sendall(_PLAIN)
            client.close()

    def _pass_on(self, client: socket.socket) -> None:
        server = socket.create_connection((HOST, self._target))
        self._sockets += [client, server]
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=_copy, args=(source, target), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    for one in (target, source):
        with suppress(OSError):
            one.shutdown(socket.SHUT_WR)


def bad_context(fault: ConnectionFault, authority: trustme.CA) -> ssl.SSLContext:
    """Return a server's TLS context whose certificate a careful client refuses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer = trustme.CA() if fault in FOREIGN else authority
    if fault == "self-signed":
        both = trustme.Blob(issuer.private_key_pem.bytes() + issuer.cert_pem.bytes())
        with both.tempfile() as path:
            context.load_cert_chain(path)
    elif fault == "wrong host":
        issuer.issue_cert("elsewhere.example").configure_cert(context)
    elif fault == "expired":
        yesterday = datetime.now(UTC) - timedelta(days=1)
        issuer.issue_cert(HOST, not_after=yesterday).configure_cert(context)
    else:
        issuer.issue_cert(HOST).configure_cert(context)
    return context
