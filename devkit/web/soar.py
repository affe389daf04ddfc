"""The local SOAR: host, stand-in, REST endpoints and page, started and stopped as one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self

from devkit.cli.accounts import settings_for
from devkit.host import Host
from devkit.layout import ROOT
from devkit.standin import StandIn
from devkit.web.app import create_app
from devkit.web.board import Board
from devkit.web.cases import phones_of, read_cases
from devkit.web.feed import Feed
from devkit.web.guard import Guard
from devkit.web.network import Network
from devkit.web.page import Page, page_blueprint
from devkit.web.problems import ServeError
from devkit.web.rest import Rest, rest_blueprint
from devkit.web.runs import Desk, Pace, Run
from devkit.web.server import Server
from devkit.web.views import run_view

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from devkit.cli.accounts import Connection
    from devkit.host import Case

LOOPBACK = "127.0.0.1"
# Below the 300 s after which the MCP server's HTTP client gives up.
PATIENCE_SECONDS = 240.0
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
        root: the package's folder.
        sdk: the folder of the SDK's modules; see `Host`.
    """

    host: str = LOOPBACK
    port: int = 0
    key: str = field(default_factory=partial(secrets.token_urlsafe, 24))
    cases: Mapping[int, Case] = field(default_factory=read_cases)
    patience: float = PATIENCE_SECONDS
    pace: Pace = field(default_factory=Pace)
    real: Connection | None = None
    root: Path = ROOT
    sdk: Path | None = None


class LocalSoar:
    """A SOAR on this machine, as a context manager.

    Raises:
        HostError: the SDK's folder holds no SDK.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.feed = Feed()
        self.twilio = None if self.options.real else StandIn()
        real = self.options.real
        env = real.env if real else None
        self.host = Host(root=self.options.root, sdk=self.options.sdk, env=env)
        self.desk = Desk(self.host, self.options.pace, self._tell_run)
        self.board = self._board()
        self._server = self._build()

    @property
    def url(self) -> str:
        """What a client calls SOAR_URL."""
        return self._server.url

    @property
    def page_url(self) -> str:
        """The page's address, with the key to come in."""
        return f"{self.url}/?key={self.key}"

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
        if self.twilio and self.board:
            self.twilio.start()
            self.board.start()
        self.host.settings.update(self._settings())
        self.host.start()
        try:
            self._server.start()
        except ServeError:
            self.stop()
            raise

    def stop(self) -> None:
        """End the actions, then everything else; nothing is left running."""
        self.host.stop()
        self.desk.join(END_SECONDS)
        self.feed.close()
        self._server.stop()
        if self.twilio and self.board:
            self.board.stop()
            self.twilio.stop()

    def _settings(self) -> dict[str, str]:
        if self.twilio:
            return settings_for(self.twilio.state.account, self.twilio.url)
        return dict(self.options.real.settings) if self.options.real else {}

    def _board(self) -> Board | None:
        if self.twilio is None:
            return None
        phones = phones_of(self.options.cases)
        return Board(self.twilio.state, phones, partial(self.feed.publish, "message"))

    def _build(self) -> Server:
        options = self.options
        guard = Guard(options.key, options.host)
        rest = Rest(self.host.package, options.cases, self.desk, options.patience)
        page = Page(
            package=self.host.package,
            cases=options.cases,
            desk=self.desk,
            feed=self.feed,
            guard=guard,
            sender=self._sender(),
            board=self.board,
            network=Network(self.twilio.state) if self.twilio else None,
        )
        app = create_app(guard, (rest_blueprint(rest, guard), page_blueprint(page)))
        return Server(app, options.host, options.port)

    def _sender(self) -> str:
        if self.options.real:
            return self.options.real.settings["SmsPhoneNumber"]
        return self.twilio.state.account.number if self.twilio else ""

    def _tell_run(self, run: Run) -> None:
        self.feed.publish("run", run_view(run))
