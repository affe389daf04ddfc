"""The local SOAR: runner, stand-in, REST API and page, started and stopped as one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from errno import EACCES, EADDRINUSE
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

from flask import Flask, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from devkit.errors import DevkitError, UsageError, quoted
from devkit.http_server import Server
from devkit.local_soar.access_control import AccessControl
from devkit.local_soar.events import EventStream
from devkit.local_soar.page_api import PageApi, page_blueprint, run_view
from devkit.local_soar.phones import Phones
from devkit.local_soar.rest_api import RestApi, rest_blueprint
from devkit.local_soar.runs import Polling, Run, Runs
from devkit.soar import Runner, phones_of, read_cases
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from flask import Blueprint, Response

    from devkit.soar import Case
    from devkit.twilio_settings import Connection

END_SECONDS: Final = 5.0
_PORT_ERRORS: Final = (EADDRINUSE, EACCES)
LARGEST_BODY: Final = 1 << 20
# An open page takes one, a client that waits for its action another.
MOST_CONNECTIONS: Final = 100
# Below the 300 s after which the HTTP client of the MCP server gives up.
PATIENCE_SECONDS: Final = 240.0
# The last two: no script of ours may turn text into markup, not even by mistake.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to serve.

    Args:
        host: the address to listen on.
        port: the port; 0 takes a free one.
        key: the application key; a new one by default.
        cases: the cases by identifier; the sample by default.
        patience: seconds until a client is told that its action is still in progress.
        polling: how async actions are polled.
        real: the connection to a real account; None means the embedded stand-in.
        sdk: the folder of the SDK's modules; see `Runner`.
    """

    host: str = "127.0.0.1"
    port: int = 0
    key: str = field(default_factory=partial(secrets.token_urlsafe, 24))
    cases: Mapping[int, Case] = field(default_factory=read_cases)
    patience: float = PATIENCE_SECONDS
    polling: Polling = field(default_factory=Polling)
    real: Connection | None = None
    sdk: Path | None = None


class LocalSoar:
    """A SOAR on this machine, as a context manager.

    Attributes:
        runner: runs the actions.
        runs: what was started.
        standin: the simulated Twilio; None with a real account.
        phones: its phones; None with a real account.

    Raises:
        UsageError: the SDK's folder holds no SDK.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        real = self.options.real
        self.events = EventStream()
        self.standin = None if real else StandIn()
        self.phones = self._make_phones(self.standin) if self.standin else None
        self.runner = Runner(sdk=self.options.sdk, env=real.env if real else None)
        self.runs = Runs(self.runner, self.options.polling, self._report_run)
        self._access = AccessControl(self.options.key, self.options.host)
        self._server = self._make_server()

    @property
    def url(self) -> str:
        """What a client calls SOAR_URL."""
        return self._server.url

    @property
    def address(self) -> str:
        """The IP address that it listens on."""
        return self._server.address

    @property
    def page_url(self) -> str:
        """The page's address, with the key that opens it."""
        return f"{self.url}/?key={quote(self.key, safe='')}"

    @property
    def key(self) -> str:
        return self.options.key

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve until `stop`.

        Raises:
            DevkitError: the address or the port cannot be had.
        """
        if self.standin and self.phones:
            self.standin.start()
            self.phones.start()
            settings = settings_for(self.standin.state.account, self.standin.url)
        else:
            settings = self.options.real.settings if self.options.real else {}
        self.runner.settings.update(settings)
        self.runner.start()
        try:
            self._listen()
        except DevkitError:
            self.stop()
            raise

    def stop(self) -> None:
        """End the actions, then everything else; nothing is left running."""
        self.runner.stop()
        self.runs.join(END_SECONDS)
        self.events.close()
        self._server.stop()
        if self.standin and self.phones:
            self.phones.stop()
            self.standin.stop()
            self.standin.check()

    def _listen(self) -> None:
        host, port = self.options.host, self.options.port
        try:
            self._server.start()
        except (OSError, OverflowError, ValueError) as error:
            # Where it was tried is named already.
            reason, *_ = str(getattr(error, "strerror", None) or error).split(" (while ")
            sentence = f"{host} port {port} cannot be listened on: {reason}"
            taken = isinstance(error, OverflowError) or getattr(error, "errno", 0) in _PORT_ERRORS
            option = "--port" if taken else "--host"
            raise DevkitError(f"{sentence}; choose another with {option}.") from error
        if not ip_address(self.address).is_loopback:
            self._access.add_names_of_this_machine()

    def _make_phones(self, standin: StandIn) -> Phones:
        names = phones_of(self.options.cases)
        return Phones(standin.state, names, partial(self.events.publish, "message"))

    def _make_server(self) -> Server:
        options, package = self.options, self.runner.package
        rest = RestApi(package, options.cases, self.runs, options.patience)
        page = PageApi(
            package=package,
            cases=options.cases,
            runs=self.runs,
            events=self.events,
            access=self._access,
            sender=self._sender(),
            phones=self.phones,
        )
        parts = (rest_blueprint(rest, self._access), page_blueprint(page))
        app = create_app(self._access, parts)
        return Server(app, options.host, options.port, most_connections=MOST_CONNECTIONS)

    def _sender(self) -> str:
        if self.options.real:
            return self.options.real.settings["SmsPhoneNumber"]
        return self.standin.state.account.number if self.standin else ""

    def _report_run(self, run: Run) -> None:
        self.events.publish("run", run_view(run))


def create_app(access: AccessControl, parts: Iterable[Blueprint]) -> Flask:
    """Build the application from its parts, with what is true of every answer."""
    app = Flask("local-soar", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(access.check_address)
    for kind in (HTTPException, UsageError):
        app.register_error_handler(kind, _refused)
    for part in parts:
        app.register_blueprint(part)

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app


def _refused(problem: Exception) -> Response:
    """Say in JSON, like all else, why a request is refused."""
    if isinstance(problem, HTTPException):
        status, sentence = problem.code or HTTPStatus.INTERNAL_SERVER_ERROR, problem.description
        if request.url_rule is None:
            target = quoted(f"{request.method} {request.path}")
            sentence = f"This server has no endpoint {target}."
    else:
        status, sentence = HTTPStatus.BAD_REQUEST, str(problem)
    return make_response(jsonify({"ErrorMessage": sentence}), status)
