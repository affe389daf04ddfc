"""Who may send requests: with the right key, to the right address, from no foreign page."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from flask import abort, request

from devkit.errors import quoted
from devkit.json_files import parse_json

KEY_HEADER: Final = "AppKey"


class AccessControl:
    """Checks requests.

    Args:
        key: the application key that clients must send.
        host: what the server was told to listen on: its name in addresses.
    """

    def __init__(self, key: str, host: str) -> None:
        self.key = key
        self.page_token = secrets.token_urlsafe(24)
        """The value of the page's cookie: useless for another run of this server."""
        self._names = {"localhost", host.lower()}

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers share cookies between ports, so the port is in it."""
        return f"local_soar_{request.environ['SERVER_PORT']}"

    def add_names_of_this_machine(self) -> None:
        """Accept this machine's names, by which others reach it, in the header Host."""
        self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}

    def check_address(self) -> None:
        """Refuse a name that is not ours, and requests that another origin's page makes.

        A page elsewhere can have its own name resolve to this machine; its requests then carry
        that name in Host. Requests of pages carry Origin.
        """
        if not self._is_ours(request.host):
            abort(HTTPStatus.FORBIDDEN, f"This server is not called {quoted(request.host)}.")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{request.host}":
            abort(HTTPStatus.FORBIDDEN, "A page of another origin may not send requests.")

    def check_key(self) -> None:
        """Refuse a client without the application key."""
        given = request.headers.get(KEY_HEADER)
        if given is None:
            abort(HTTPStatus.UNAUTHORIZED, f"The header {KEY_HEADER} is missing.")
        if not self.is_key(given):
            abort(HTTPStatus.UNAUTHORIZED, f"The {KEY_HEADER} is not the one of this host.")

    def check_page(self) -> None:
        """Refuse a browser that has not opened the page by its address with the key."""
        if not self.has_page_cookie():
            abort(HTTPStatus.UNAUTHORIZED, "Open the page by the address that was printed.")

    def has_page_cookie(self) -> bool:
        return _equal(request.cookies.get(self.cookie, ""), self.page_token)

    def is_key(self, text: str) -> bool:
        return _equal(text, self.key)

    def _is_ours(self, host: str) -> bool:
        name = urlsplit(f"//{host}").hostname or ""
        return name in self._names or _is_address(name)


def json_body() -> object:
    """Return the request's JSON; a browser asks before it sends this type to another origin."""
    if not request.is_json:
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
    return request_json()


def request_json() -> object:
    """Return the request's JSON whatever its content type; None where the body is no JSON."""
    try:
        return parse_json(request.get_data())
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    """Tell whether it is an IP address, which no foreign page can make resolve to this machine."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
