"""What the contract says of every run of every action, and what the tests of actions share."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from devkit.soar import FAILED, IN_PROGRESS, Limits

if TYPE_CHECKING:
    from devkit.lab import StartedWait
    from devkit.soar import RunResult

SHORT = Limits(run_seconds=10, interval_seconds=60)
HOUR = timedelta(hours=1)
ROW = {
    "to", "from", "messaging_service_sid", "sid", "status", "body", "segments",
    "error_code", "error_message", "created_at", "possible_duplicate",
}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NUMBER = re.compile(r"\d{7,}")
_FAILURE = {"Ping": "Failed to connect to the Twilio server! Error is "}


def assert_keeps_contract(result: RunResult, secret: str) -> None:
    """Hold a run against what the contract says of all runs."""
    assert_sound(result)
    assert_silent(result, [secret])


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
    for text in private:
        assert text not in written, written


def assert_waits_on(result: RunResult, wait: StartedWait) -> None:
    """Hold a poll that found no answer against section 6: the wait goes on with its code."""
    assert result.state == IN_PROGRESS, result.message
    assert json.loads(result.value)["code"] == json.loads(wait.state)["code"]


def sentences(result: RunResult) -> dict[str, str]:
    """The error sentence of each recipient in a Send SMS result."""
    return {row["to"]: row["error_message"] for row in result.json if row["error_message"]}


def total_deadline_in(seconds: float, **fields: Any) -> Limits:
    """The limits of a step whose async limit is so many seconds away."""
    return Limits(
        run_seconds=30, total_deadline_ms=int((time.time() + seconds) * 1000),
        **{"interval_seconds": 60, **fields},
    )  # fmt: skip
