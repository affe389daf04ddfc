"""A local SOAR and a stand-in Twilio side by side, for everything that tries the actions out."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from devkit.definitions import ROOT
from devkit.soar import IN_PROGRESS, Limits, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import code_in, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from devkit.soar import RunResult
    from devkit.standin import Account, Fault, Message, State

PHONE, SECOND, THIRD = "+15551230001", "+15551230002", "+15551230003"
TEXT = "Was it you who signed in?"
SEND, WAIT = "Send SMS", "Send SMS And Wait"
LIMITS = Limits(run_seconds=60, interval_seconds=60)


@dataclass
class Lab:
    """Runs actions against a stand-in.

    Attributes:
        twilio: the stand-in, serving.
        runner: the local SOAR, serving; many labs may share it.
        limits: of each run, where a run has none of its own.
        check: is called with each result and the secret of its settings.
        settings: of the integration's instance; lead to the stand-in's account.
        env: environment variables of each run.
        runs: the results, oldest first.
    """

    twilio: StandIn
    runner: Runner
    limits: Limits = LIMITS
    check: Callable[[RunResult, str], object] = lambda *_: None
    settings: dict[str, Any] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    runs: list[RunResult] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = self.settings or settings_for(self.account, self.twilio.url)

    @property
    def state(self) -> State:
        return self.twilio.state

    @property
    def account(self) -> Account:
        return self.state.account

    @property
    def requests(self) -> list[str]:
        """The operations that Twilio was asked for, oldest first."""
        return [request.operation for request in self.state.requests]

    def add_faults(self, *faults: Fault) -> None:
        self.state.faults.add(*faults)

    def run(
        self,
        action: str,
        params: Mapping[str, Any] | None = None,
        *,
        settings: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        **options: Any,  # noqa: ANN401 - the fields of RunOptions
    ) -> RunResult:
        """Run an action in a process; keep, check and return what it left."""
        options.setdefault("limits", self.limits)
        used = dict(self.settings if settings is None else settings)
        variables = self.env | dict(env or {})
        result = self.runner.run(action, params or {}, settings=used, env=variables, **options)
        self.runs.append(result)
        self.check(result, str(used.get("AuthenticationToken") or ""))
        return result

    def ping(self, **options: Any) -> RunResult:  # noqa: ANN401 - as above
        return self.run("Ping", {}, **options)

    def send(
        self,
        to: str = PHONE,
        text: str = TEXT,
        *,
        params: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ANN401 - as above
    ) -> RunResult:
        """Run `Send SMS`; `params` hold further parameters."""
        return self.run(SEND, texting(to, text, params), **options)

    def ask(
        self,
        to: str = PHONE,
        text: str = TEXT,
        *,
        params: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ANN401 - as above
    ) -> StartedWait:
        """Run the first run of a wait; `params` hold further parameters."""
        parameters = texting(to, text, params)
        already = len(self.account.outbound())
        first = self.run(WAIT, parameters, **options)
        texts = [message.body for message in self.account.outbound()[already:]]
        return StartedWait(self, parameters, first, texts[0] if texts else "")

    def reply(
        self, body: str, *, sender: str = PHONE, to: str = "", at: datetime | None = None
    ) -> Message:
        """Let a text come in."""
        return self.account.receive(sender, to or self.account.number, body, at=at)


@dataclass
class StartedWait:
    """A wait after its first run; `text` is the question as it was sent."""

    lab: Lab
    params: dict[str, Any]
    first: RunResult
    text: str

    @property
    def state(self) -> str:
        """The saved state."""
        assert self.first.state == IN_PROGRESS, self.first.message  # noqa: S101
        return str(self.first.value)

    @property
    def code(self) -> str:
        return code_in(self.text)

    def poll(self, state: str | None = None, **options: Any) -> RunResult:  # noqa: ANN401 - as above
        """Run a later run, by default on the state that the first one saved."""
        options = {"first": False, "state": self.state if state is None else state, **options}
        return self.lab.run(WAIT, self.params, **options)

    def aged(self, minutes: float) -> str:
        """Return the saved state as if all had happened so many minutes earlier."""
        values = json.loads(self.state)
        for name, value in values.items():
            if isinstance(value, float):
                values[name] = value - minutes * 60
        return json.dumps(values)


@contextmanager
def open_lab(sdk: Path | None = None, *, tls: bool = False, root: Path = ROOT) -> Iterator[Lab]:
    """Open a lab of its own.

    Args:
        sdk: the folder of the SDK's modules; see `Runner`.
        tls: whether the stand-in has a certificate, which nobody knows.
        root: the package's folder.
    """
    with StandIn(tls=tls) as twilio, Runner(sdk=sdk, root=root) as runner:
        yield Lab(twilio, runner)


def texting(to: str, text: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the parameters of the sending actions."""
    return {"Phone Number": to, "Message": text, **(more or {})}


def module_path(runner: Runner, *folders: Path) -> dict[str, str]:
    """Return the environment in which modules of these folders come before the SDK's."""
    path = (*folders, runner.sdk, runner.package.managers)
    return {"PYTHONPATH": os.pathsep.join(map(str, path))}
