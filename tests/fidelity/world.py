"""A world of its own for one play: a host on one SDK, a stand-in, and a wait that has begun."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from devkit.soar import Limits, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from devkit.soar import EndpointFault, RunResult
    from devkit.standin import Account, Fault, State

PHONE, SECOND, THIRD = "+15551230001", "+15551230002", "+15551230003"
TEXT = "Was it you who signed in?"
WAIT = "Send SMS And Wait"


@dataclass(frozen=True)
class Begun:
    """A wait on `PHONE` that an earlier run began; plays of both SDKs go on from the same."""

    state: str
    text: str

    @property
    def code(self) -> str:
        return self.text.rpartition(": ")[2]


@dataclass
class World:
    """Runs actions and keeps what they left."""

    twilio: StandIn
    host: Runner
    begun: Begun
    limits: Limits
    runs: list[RunResult] = field(default_factory=list)

    @property
    def state(self) -> State:
        return self.twilio.state

    @property
    def account(self) -> Account:
        return self.state.account

    @property
    def code(self) -> str:
        """The code of the last question sent here, else that of the wait that has begun."""
        sent = self.account.outbound()
        return sent[-1].body.rpartition(": ")[2] if sent else self.begun.code

    def spoil(self, *faults: Fault) -> None:
        self.state.faults.add(*faults)

    def break_platform(self, *faults: EndpointFault) -> None:
        self.host.faults.extend(faults)

    def run(self, action: str, params: Mapping[str, Any], **options: Any) -> RunResult:
        result = self.host.run(action, params, **{"limits": self.limits} | options)
        self.runs.append(result)
        return result

    def ping(self, settings: Mapping[str, Any] | None = None, **options: Any) -> None:
        """Run Ping; `settings` replace single ones."""
        self.run("Ping", {}, settings=self.host.settings | dict(settings or {}), **options)

    def send(
        self, to: str = PHONE, text: str = TEXT, *, params: Any = None, **options: Any
    ) -> None:
        """Run Send SMS; `params` hold further parameters."""
        self.run("Send SMS", {"Phone Number": to, "Message": text} | (params or {}), **options)

    def ask(self, to: str = PHONE, text: str = TEXT, *, params: Any = None, **options: Any) -> None:
        """Run the first run of a wait."""
        self.run(WAIT, {"Phone Number": to, "Message": text} | (params or {}), **options)

    def poll(self, state: Any = None, *, params: Any = None, **options: Any) -> None:
        """Run a later run; without a state, on what the run before left, or the begun wait."""
        if state is None:
            state = self.runs[-1].value if self.runs else self.begun.state
        given = {"Phone Number": PHONE, "Message": TEXT} | (params or {})
        self.run(WAIT, given, **{"first": False, "state": state} | options)

    def saved(self, *, older: float = 0.0, to: tuple[str, ...] = (PHONE,), **changes: Any) -> str:
        """Return the begun wait's state with changes.

        Args:
            older: how many minutes earlier all is to have happened by this machine's clock.
            to: its recipients.
            changes: other values of its fields.
        """
        values = json.loads(self.begun.state)
        (one,) = values["recipients"]
        values |= {"began": values["began"] - older * 60, **changes}
        values["recipients"] = [one | {"to": number} for number in to]
        return json.dumps(values)

    def reply(self, body: str, *, sender: str = PHONE, **fields: Any) -> None:
        """Let a text come in; `{code}` and `{question}` in it are filled in."""
        text = body.replace("{question}", self.begun.text).replace("{code}", self.code)
        self.account.receive(sender, fields.pop("to", self.account.number), text, **fields)


@contextmanager
def world(sdk: Path, begun: Begun, *, tls: bool = False, seconds: float = 60.0) -> Iterator[World]:
    """Open a world on an SDK.

    Args:
        sdk: the folder of its modules.
        begun: the wait that polls go on from.
        tls: whether the stand-in has a certificate, which nobody knows.
        seconds: how long each run may last.
    """
    with StandIn(tls=tls) as twilio, Runner(sdk=sdk) as host:
        host.settings = settings_for(twilio.state.account, twilio.url)
        yield World(twilio, host, begun, Limits(run_seconds=seconds, interval_seconds=60))


def begin(sdk: Path) -> Begun:
    """Ask one question, for all the plays that go on from there."""
    with world(sdk, Begun("", "")) as place:
        place.ask()
        return Begun(place.runs[0].value, place.account.outbound()[0].body)
