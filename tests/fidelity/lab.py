"""A lab for one scenario on one SDK, with a wait that has begun elsewhere."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, TEXT, WAIT, Lab, open_lab, texting
from devkit.soar import Limits, Runner
from devkit.standin import StandIn
from devkit.twilio_settings import code_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from devkit.soar import RunResult


@dataclass(frozen=True)
class SavedWait:
    """A wait on `PHONE` that an earlier run began; scenarios go on from it on both SDKs."""

    state: str
    text: str

    @property
    def code(self) -> str:
        return code_in(self.text)


class ComparisonLab(Lab):
    """A lab whose polls and replies refer to a saved wait where none was begun here."""

    saved_wait: SavedWait

    @property
    def code(self) -> str:
        """The code of the last question sent here, else that of the saved wait."""
        sent = self.account.outbound()
        return code_in(sent[-1].body) if sent else self.saved_wait.code

    def ping(self, settings: Mapping[str, Any] | None = None, **options: Any) -> RunResult:
        """Run Ping; `settings` replace single ones."""
        return super().ping(settings=self.settings | dict(settings or {}), **options)

    def poll(self, state: Any = None, *, params: Any = None, **options: Any) -> RunResult:
        """Run a later run; without a state, on what the run before left, or the saved wait."""
        if state is None:
            state = self.runs[-1].value if self.runs else self.saved_wait.state
        options = {"first": False, "state": state, **options}
        return self.run(WAIT, texting(PHONE, TEXT, params), **options)

    def saved_state(
        self, *, older: float = 0.0, to: tuple[str, ...] = (PHONE,), **changes: Any
    ) -> str:
        """Return the saved wait's state with changes.

        Args:
            older: how many minutes earlier all is to have happened by this machine's clock.
            to: its recipients.
            changes: other values of its fields.
        """
        values = json.loads(self.saved_wait.state)
        (recipient,) = values["recipients"]
        values |= {"began": values["began"] - older * 60, **changes}
        values["recipients"] = [recipient | {"to": number} for number in to]
        return json.dumps(values)

    def receive(self, body: str, *, sender: str = PHONE, **fields: Any) -> None:
        """Let a text come in; `{code}` and `{question}` in it are filled in."""
        text = body.replace("{question}", self.saved_wait.text).replace("{code}", self.code)
        self.account.receive(sender, fields.pop("to", self.account.number), text, **fields)


@contextmanager
def open_comparison_lab(
    sdk: Path, saved_wait: SavedWait, *, tls: bool = False, seconds: float = 60.0
) -> Iterator[ComparisonLab]:
    """Open a lab on an SDK.

    Messages get their last status as soon as somebody looks, so that no clock decides which status
    a run sees.

    Args:
        sdk: the folder of its modules.
        saved_wait: the wait that polls go on from.
        tls: whether the stand-in has a certificate, which nobody knows.
        seconds: how long each run may last.
    """
    with StandIn(tls=tls) as twilio, Runner(sdk=sdk) as runner:
        lab = ComparisonLab(twilio, runner, Limits(run_seconds=seconds, interval_seconds=60))
        lab.saved_wait = saved_wait
        lab.state.delivery.pick = lab.state.delivery.step = 0.0
        yield lab


def begin_wait(sdk: Path) -> SavedWait:
    """Ask one question, for all the scenarios that go on from there."""
    with open_lab(sdk) as lab:
        wait = lab.ask()
        return SavedWait(wait.state, wait.text)
