from __future__ import annotations

import socket
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
import requests
from flask import Flask

from devkit.http_server import Server
from tests.processes import until

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = 30
MOST = 3


@pytest.fixture
def release() -> threading.Event:
    return threading.Event()


@pytest.fixture
def server(release: threading.Event) -> Iterator[Server]:
    app = Flask("test")
    app.add_url_rule("/", "index", lambda: "hello")
    app.add_url_rule("/held", "held", lambda: str(release.wait(TIMEOUT)))
    server = Server(app, most_connections=MOST)
    server.start()
    yield server
    release.set()
    server.stop()


def test_connection_beyond_the_limit_is_refused_with_a_sentence(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(MOST):
            stack.enter_context(socket.create_connection((server.address, server.port)))
        refused = requests.get(server.url, timeout=TIMEOUT)

    assert refused.status_code == 503
    assert refused.json() == {"ErrorMessage": "Too many connections are open."}


def test_connection_that_has_ended_makes_room_for_another(server: Server) -> None:
    for _ in range(5 * MOST):
        assert until(lambda: requests.get(server.url, timeout=TIMEOUT).ok)


def test_request_that_takes_long_holds_up_no_other(
    server: Server, release: threading.Event
) -> None:
    held = threading.Thread(target=requests.get, args=(f"{server.url}/held",))
    held.start()

    assert requests.get(server.url, timeout=TIMEOUT).text == "hello"
    release.set()
    held.join()


def test_port_that_is_taken_is_an_error_and_not_the_end_of_the_process(server: Server) -> None:
    second = Server(Flask("test"), port=server.port)

    with pytest.raises(OSError, match="in use"):
        second.start()
    second.stop()
