"""HTTP beneath the `twilio` library's client: safe, bounded in time, and silent.

The library's own HTTP client waits for ever, takes credentials from `.netrc` and cannot
turn certificate checks off; this one fills the same seat (`twilio.http.HttpClient`).
"""

from __future__ import annotations

import logging
import os
import re
import signal
import ssl
import threading
import warnings
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, InsecureRequestWarning
from urllib3.response import HTTPResponse as PooledResponse

from TwilioExceptions import TwilioUnavailableError
from TwilioSettings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

CONNECT_SECONDS = 10.0
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # as the requests library reads them
_UNKNOWN_AUTHORITY = "local issuer|self.signed"  # a pattern of OpenSSL's words
MAX_BODY = 16 * 1024 * 1024  # bytes; what 1,000 messages of 1,600 characters take at most

_LOGGING_MODULES = ("connection", "connectionpool", "response", "util.retry")  # of urllib3
_SHORTEST_SECONDS = 0.001  # the timer takes 0 for "never"

_NETWORK_ERRORS = (requests.RequestException, HTTPError, HTTPException, OSError, ValueError)


class _Progress:
    """State of the current request."""

    request_sent = False


class TwilioTransport(HttpClient):  # type: ignore[misc]
    """One kept-alive connection to the API.

    Certificates are checked unless told otherwise, redirects are not followed, and nothing is
    read from the environment but the machine's proxy and certificate variables. Plain http (to a
    loopback address) goes through no proxy but one on this machine, so that a secret never
    crosses a network in the clear.
    """

    def __init__(self, *, verify: bool) -> None:
        """Prepare a connection; nothing is requested yet.

        Args:
            verify: whether the server's certificate must be valid: signed by an authority that
                the `requests` library brings along, or by one in this machine's own store. Where
                `REQUESTS_CA_BUNDLE` or `CURL_CA_BUNDLE` is set, its authorities decide alone.
        """
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._ca_variable = next(filter(os.environ.get, CA_VARIABLES), "") if verify else ""
        # The setting wins: with trust_env, requests would let a variable turn checks on again.
        self._verify: bool | str = os.environ.get(self._ca_variable) or verify
        self._progress = _Progress()
        self._session = requests.Session()
        # Where a redirection leads is never read: the address may be none.
        self._session.get_redirect_target = lambda *_: None  # type: ignore[method-assign]
        self._session.trust_env = False
        adapter = _WatchedAdapter(self._progress)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def request(  # noqa: PLR0913, PLR0917 (the library's signature)
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: ARG002 (never: credentials would travel along)
    ) -> Response:
        """Make one request.

        Args:
            method: the HTTP method.
            uri: the whole address.
            params: the query.
            data: the form.
            headers: the library's headers.
            auth: user and password.
            timeout: seconds for all of it, from the name look-up to the last byte.
            allow_redirects: not honoured.

        Returns:
            The answer, its body cut at `MAX_BODY`.

        Raises:
            TwilioUnavailableError: no whole answer came; its sentence names the cause.
        """
        seconds = CONNECT_SECONDS if timeout is None else max(timeout, _SHORTEST_SECONDS)
        self._progress.request_sent = False
        try:
            with _without_request_logs(), time_limit(seconds):
                ask = partial(
                    self._session.request,
                    method,
                    uri,
                    params=params,
                    data=data,
                    headers=headers,
                    auth=auth,
                    timeout=(min(CONNECT_SECONDS, seconds), seconds),
                    allow_redirects=False,
                    proxies=_proxies(uri),
                    stream=True,
                )
                answer = self._trusting(ask)
                body = _body(answer)
        except _NETWORK_ERRORS as error:
            self._session.close()
            raise self._explained(error, uri) from None
        return Response(answer.status_code, body.decode("utf-8", "replace"), answer.headers)

    def _trusting(self, ask: Callable[..., requests.Response]) -> requests.Response:
        """Return the answer; where the authority is unknown, ask again by the machine's own store.

        A proxy that inspects traffic signs with an authority that is in that store alone. It is
        no part of the first try, because loading it takes as long as a whole request.

        Raises:
            SSLError: the certificate is not valid.
        """
        try:
            return ask(verify=self._verify)
        except requests.exceptions.SSLError as error:
            store = _machine_store() if self._verify is True else None
            if store is None or not re.search(_UNKNOWN_AUTHORITY, repr(error)):
                raise
        self._verify = store
        return ask(verify=store)

    def _explained(self, error: Exception, uri: str) -> TwilioUnavailableError:
        from TwilioNetworkErrors import cause  # noqa: PLC0415 (most requests succeed)

        host = urlsplit(uri).hostname or uri
        proxied = bool(_proxies(uri))
        sentence, retryable = cause(
            error,
            host,
            request_sent=self._progress.request_sent,
            proxied=proxied,
            ca_variable=self._ca_variable,
        )
        return TwilioUnavailableError(
            sentence, may_have_been_processed=self._progress.request_sent, retryable=retryable
        )


class _WatchedAdapter(HTTPAdapter):
    """Record when a request has left: from then on a failed create may have been processed."""

    def __init__(self, progress: _Progress) -> None:
        self._pools = _watched_pools(progress)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _watched_pools(progress: _Progress) -> dict[str, type[HTTPConnectionPool]]:
    def watched(plain: Any) -> Any:  # noqa: ANN401 (either connection class, with its type kept)
        class Connection(plain):  # type: ignore[misc]
            response_class = _FinalResponse

            def _new_conn(self) -> Any:  # noqa: ANN401
                return _in_a_thread(super()._new_conn)

            def connect(self) -> None:
                super().connect()
                progress.request_sent = True

            def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
                progress.request_sent = self.sock is not None
                super().request(*args, **kwargs)

        return Connection

    class Plain(HTTPConnectionPool):
        ConnectionCls = watched(HTTPConnection)

    class Secure(HTTPSConnectionPool):
        ConnectionCls = watched(HTTPSConnection)

    return {"http": Plain, "https": Secure}


class _FinalResponse(HTTPResponse):
    """Skip every interim response (RFC 9110, 15.2); the base class skips 100 alone."""

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        is_interim = HTTPStatus.CONTINUE <= status < HTTPStatus.OK
        return version, HTTPStatus.CONTINUE if is_interim else status, reason


def _in_a_thread(work: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Return what the work returns, and let signals end the wait for it.

    The C library looks a host name up without heeding signals. Its thread is then left behind,
    and ends with the process at the latest.
    """
    results: list[Any] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 (raised again where it is waited for)
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    for error in errors:
        raise error
    return results[0]


def _body(answer: requests.Response) -> bytes:
    """Return a body; one that did not come from a socket is there already, as in tests."""
    if isinstance(answer.raw, PooledResponse):
        return answer.raw.read(MAX_BODY, decode_content=True)
    return answer.content or b""


def _machine_store() -> str | None:
    """Return the file or folder of the authorities this machine trusts.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` name it, or else OpenSSL knows where it is.
    """
    paths = ssl.get_default_verify_paths()
    places = (paths.cafile, paths.capath, paths.openssl_cafile, paths.openssl_capath)
    return next((place for place in places if place and Path(place).exists()), None)


def _proxies(uri: str) -> dict[str, str]:
    proxies = get_environ_proxies(uri, no_proxy=None)
    if urlsplit(uri).scheme == "http":
        return {
            scheme: proxy
            for scheme, proxy in proxies.items()
            if is_loopback(urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname or "")
        }
    return dict(proxies)


@contextmanager
def time_limit(seconds: float) -> Generator[None, None, None]:
    """Raise TimeoutError in the main thread when the time is up.

    A socket's timeout starts anew with every byte; only an alarm ends an answer that drips.
    It fires again until switched off, because code that swallows errors may swallow the first.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):  # Windows has no such timer
        yield
        return
    before = signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, _SHORTEST_SECONDS), 0.25)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _time_is_up(_signal: int, _frame: object) -> None:
    raise TimeoutError("the request timed out")


@contextmanager
def _without_request_logs() -> Generator[None, None, None]:
    """Suppress logs and warnings of the HTTP libraries: their addresses hold phone numbers."""
    loggers = [logging.getLogger(f"urllib3.{name}") for name in _LOGGING_MODULES]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)
            yield
    finally:
        for logger, was_disabled in zip(loggers, before, strict=True):
            logger.disabled = was_disabled
