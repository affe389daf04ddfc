"""The local SOAR: host, stand-in, REST endpoints and page, started and stopped as one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from devkit.http_server import Server
from devkit.local_soar import defaults
from devkit.local_soar.access_control import Guard
from devkit.local_soar.app import create_app
from devkit.local_soar.cases import phones_of, read_cases
from devkit.local_soar.events import Feed
from devkit.local_soar.page_api import Page, page_blueprint
from devkit.local_soar.problems import ServeError
from devkit.local_soar.rest_api import Rest, rest_blueprint
from devkit.local_soar.runs import Desk, Pace, Run
from devkit.local_soar.stage import Stage
from devkit.local_soar.views import run_view
from devkit.soar import Runner
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from devkit.soar import Case
    from devkit.twilio_settings import Connection

END_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to serve.

    Args:
        host: the address to listen on.
        port: the port; 0 takes a free one.
        key: the application key; a new one by default.
        cases: the cases by identifier; the sample by default.
        patience: seconds until a running action is answered as in progress.
        pace: how async actions are polled.
        real: the way to a real account; None means the embedded stand-in.
        sdk: the folder of the SDK's modules; see `Runner`.
    """

    host: str = defaults.HOST
    port: int = 0
    key: str = field(default_factory=partial(secrets.token_urlsafe, 24))
    cases: Mapping[int, Case] = field(default_factory=read_cases)
    patience: float = defaults.PATIENCE_SECONDS
    pace: Pace = field(default_factory=Pace)
    real: Connection | None = None
    sdk: Path | None = None


class LocalSoar:
    """A SOAR on this machine, as a context manager.

    Raises:
        SdkError: the SDK's folder holds no SDK.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.feed = Feed()
        real = self.options.real
        self.stage = None if real else self._make_stage()
        self.host = Runner(sdk=self.options.sdk, env=real.env if real else None)
        self.desk = Desk(self.host, self.options.pace, self._tell_run)
        self._guard = Guard(self.options.key, self.options.host)
        self._server = self._build()

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
        """The page's address, with the key to come in."""
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
            ServeError: the address or the port cannot be had.
        """
        if self.stage:
            self.stage.start()
        self.host.settings.update(self._settings())
        self.host.start()
        try:
            self._listen()
        except ServeError:
            self.stop()
            raise

    def stop(self) -> None:
        """End the actions, then everything else; nothing is left running."""
        self.host.stop()
        self.desk.join(END_SECONDS)
        self.feed.close()
        self._server.stop()
        if self.stage:
            self.stage.stop()

    def _listen(self) -> None:
        options = self.options
        try:
            self._server.start()
        except (OSError, OverflowError, ValueError) as error:
            # Where it was tried is named already.
            reason, *_ = str(getattr(error, "strerror", None) or error).split(" (while ")
            raise ServeError(
                f"{options.host} port {options.port} cannot be listened on: {reason}"
            ) from error
        if not ip_address(self.address).is_loopback:
            self._guard.expect_the_network()

    def _settings(self) -> dict[str, str]:
        if self.stage:
            twilio = self.stage.twilio
            return settings_for(twilio.state.account, twilio.url)
        return dict(self.options.real.settings) if self.options.real else {}

    def _make_stage(self) -> Stage:
        return Stage(phones_of(self.options.cases), partial(self.feed.publish, "message"))

    def _build(self) -> Server:
        options = self.options
        rest = Rest(self.host.package, options.cases, self.desk, options.patience)
        page = Page(
            package=self.host.package,
            cases=options.cases,
            desk=self.desk,
            feed=self.feed,
            guard=self._guard,
            sender=self._sender(),
            stage=self.stage,
        )
        app = create_app(self._guard, (rest_blueprint(rest, self._guard), page_blueprint(page)))
        return Server(app, options.host, options.port)

    def _sender(self) -> str:
        if self.options.real:
            return self.options.real.settings["SmsPhoneNumber"]
        return self.stage.twilio.state.account.number if self.stage else ""

    def _tell_run(self, run: Run) -> None:
        self.feed.publish("run", run_view(run))
