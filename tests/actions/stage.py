"""A host and a stand-in side by side, and what holds for every run of every action."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from devkit.soar import Limits, Runner, RunResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from devkit.standin import Account, Fault, Message, StandIn, State

PHONE, SECOND, THIRD = "+15551230001", "+15551230002", "+15551230003"
TEXT = "Was it you who signed in?"
COMPLETED, IN_PROGRESS, FAILED = range(3)
LIMITS = Limits(run_seconds=60, interval_seconds=60)
SHORT = Limits(run_seconds=10, interval_seconds=60)
ROW = {
    "to", "from", "messaging_service_sid", "sid", "status", "body", "segments",
    "error_code", "error_message", "created_at", "possible_duplicate",
}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NUMBER = re.compile(r"\d{7,}")
_FAILURE = {"Ping": "Failed to connect to the Twilio server! Error is "}


@dataclass
class Stage:
    """Runs actions; each run is held against what the contract says of all of them."""

    twilio: StandIn
    host: Runner

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

    def spoil(self, *faults: Fault) -> None:
        self.state.faults.add(*faults)

    def run(
        self, action: str, params: Mapping[str, Any] | None = None, **options: Any
    ) -> RunResult:
        options.setdefault("limits", LIMITS)
        secret = (options.get("settings") or self.host.settings).get("AuthenticationToken")
        result = self.host.run(action, params or {}, **options)
        assert_sound(result)
        assert_silent(result, [str(secret or "")])
        return result

    def ping(self, **options: Any) -> RunResult:
        return self.run("Ping", {}, **options)

    def send(self, to: str = PHONE, message: str = TEXT, /, **options: Any) -> RunResult:
        """Send; `params` hold further parameters."""
        params = {"Phone Number": to, "Message": message, **options.pop("params", {})}
        return self.run("Send SMS", params, **options)

    def ask(self, to: str = PHONE, message: str = TEXT, /, **options: Any) -> Wait:
        """Begin a wait; `params` hold further parameters."""
        params = {"Phone Number": to, "Message": message, **options.pop("params", {})}
        already = len(self.account.outbound())
        first = self.run("Send SMS And Wait", params, **options)
        texts = [message.body for message in self.account.outbound()[already:]]
        return Wait(self, params, first, texts[0] if texts else "")

    def reply(
        self, body: str, *, sender: str = PHONE, to: str = "", at: datetime | None = None
    ) -> Message:
        return self.account.receive(sender, to or self.account.number, body, at=at)


@dataclass
class Wait:
    """A wait that has begun; `text` is the question as it was sent."""

    stage: Stage
    params: dict[str, Any]
    first: RunResult
    text: str

    @property
    def state(self) -> str:
        assert self.first.state == IN_PROGRESS, self.first.message
        assert isinstance(self.first.value, str)
        return self.first.value

    @property
    def code(self) -> str:
        return self.text.rpartition(": ")[2]

    def poll(self, state: str | None = None, **options: Any) -> RunResult:
        options = {"first": False, "state": self.state if state is None else state, **options}
        return self.stage.run("Send SMS And Wait", self.params, **options)

    def aged(self, minutes: float) -> str:
        """The saved state as if all had happened so many minutes earlier."""
        values = json.loads(self.state)
        for name, value in values.items():
            if isinstance(value, float):
                values[name] = value - minutes * 60
        return json.dumps(values)


def assert_sound(result: RunResult) -> None:
    """Hold a run against section 1 of the contract, and the form of a failure."""
    assert not result.error, (result.error, result.stderr)
    assert result.exit_code == 0
    assert "Traceback" not in result.message
    assert [call.name for call in result.requests].count("configuration") <= 1
    if result.state == FAILED:
        prefix = _FAILURE.get(result.action, f'Error executing action "{result.action}". Reason: ')
        assert result.message.startswith(prefix), result.message
        assert len(result.message) < 600
        assert result.value is False


def assert_silent(result: RunResult, secrets: list[str], private: tuple[str, ...] = ()) -> None:
    """Hold a run against section 9 of the contract.

    Args:
        result: the run.
        secrets: what may appear nowhere.
        private: what may appear in the results alone.
    """
    written = result.debug_output + result.stderr + result.log
    for secret in filter(None, secrets):
        for form in {secret, secret.partition("/")[2] or secret}:
            assert form not in written + result.message + result.stdout
            assert base64.b64encode(form.encode()).decode().strip("=") not in written
    assert not _NUMBER.search(written), written
    for one in private:
        assert one not in written, written


def assert_waits_on(result: RunResult, wait: Wait) -> None:
    """Hold a poll that found nothing against section 6: the very same saved state."""
    assert result.state == IN_PROGRESS, result.message
    assert result.value == wait.state


def sentences(result: RunResult) -> dict[str, str]:
    """The error sentence of each recipient in a Send SMS result."""
    return {row["to"]: row["error_message"] for row in result.json if row["error_message"]}


def total_deadline_in(seconds: float, **fields: Any) -> Limits:
    """The limits of a step whose async limit is so many seconds away."""
    import time  # noqa: PLC0415 - used here alone

    return Limits(
        run_seconds=30, total_deadline_ms=int((time.time() + seconds) * 1000),
        **{"interval_seconds": 60, **fields},
    )  # fmt: skip


HOUR = timedelta(hours=1)
