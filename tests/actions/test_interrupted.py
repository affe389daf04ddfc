"""The platform stops a run in the middle: what was sent stays known."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE, SECOND, THIRD
from devkit.soar import COMPLETED, FAILED, IN_PROGRESS
from devkit.standin import Fault
from tests.actions.assertions import assert_waits_on
from tests.actions.interpreter_startup import NAME_ITSELF, sitecustomize

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.lab import Lab, StartedWait


@pytest.fixture
def stopped(lab: Lab, tmp_path: Path) -> Any:
    """Environment of a run that gets SIGTERM as soon as a request hangs, or was refused."""
    pid_file = tmp_path / "pid"
    env = sitecustomize(lab.runner, tmp_path, NAME_ITSELF) | {"PID_FILE": str(pid_file)}
    ended = threading.Event()

    def stop() -> None:
        while not ended.wait(0.02):
            if any(request.fault in {"delay", "status"} for request in lab.state.requests):
                time.sleep(0.1)  # the client is in its read by now, or soon after
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
                return

    thread = threading.Thread(target=stop)
    thread.start()
    yield env
    ended.set()
    thread.join()


def hang(lab: Lab, **fields: Any) -> None:
    lab.add_faults(Fault("delay", delay=20, acting="before", **fields))


def test_stopped_send_tells_what_was_sent_and_what_was_not(lab: Lab, stopped: Any) -> None:
    hang(lab, path="create", to=SECOND)

    result = lab.send(f"{PHONE},{SECOND},{THIRD}", env=stopped)

    assert (result.state, result.value) == (COMPLETED, False)
    assert result.message.startswith(f"Successfully sent SMS to: {PHONE}.")
    assert [row["to"] for row in result.json] == [PHONE, SECOND, THIRD]
    assert [row["status"] for row in result.json] == ["queued", "unknown", "not_sent"]
    assert all(number in result.message for number in (SECOND, THIRD))
    assert result.seconds < 15


def test_stopped_before_anything_was_sent_fails(lab: Lab, stopped: Any) -> None:
    """A request that Twilio was too busy for has certainly sent nothing."""
    lab.add_faults(Fault("status", path="create", status=429, headers={"Retry-After": "20"}))

    result = lab.send(f"{PHONE},{SECOND}", env=stopped)

    assert result.state == FAILED
    assert "The platform stopped this run before" in result.message
    assert [row["status"] for row in result.json] == ["not_sent", "not_sent"]
    assert lab.account.outbound() == []
    assert result.seconds < 15


def test_stopped_while_a_message_may_have_left_never_fails(lab: Lab, stopped: Any) -> None:
    """The platform may run a failed step again, and that would send the text twice."""
    hang(lab, path="create")

    result = lab.send(env=stopped)

    assert (result.state, result.value) == (COMPLETED, False)
    assert result.json[0]["status"] == "unknown"
    assert "it may have left" in result.message


def test_stopped_delivery_check_keeps_known_statuses(lab: Lab, stopped: Any) -> None:
    hang(lab, path="fetch")

    result = lab.send(f"{PHONE},{SECOND}", params={"Delivery Timeout": "60"}, env=stopped)

    assert result.message.startswith(f"Successfully sent SMS to: {PHONE}, {SECOND}.")
    assert all(row["sid"] for row in result.json)


def test_stopped_question_never_loses_its_code(lab: Lab, stopped: Any) -> None:
    hang(lab, path="create", to=SECOND)

    wait = lab.ask(f"{PHONE},{SECOND},{THIRD}", env=stopped)
    lab.reply(f"Yes {wait.code}")

    assert wait.first.state == IN_PROGRESS
    assert THIRD in wait.first.message
    assert wait.poll().value == "Yes"


def test_stopped_poll_keeps_the_wait(lab: Lab, wait: StartedWait, stopped: Any) -> None:
    hang(lab, path="list")

    assert_waits_on(wait.poll(env=stopped), wait)


def test_stopped_ping_fails_in_its_own_words(lab: Lab, stopped: Any) -> None:
    hang(lab, path="list")

    assert lab.ping(env=stopped).state == FAILED


def test_stopped_redaction_never_loses_the_answer(lab: Lab, stopped: Any) -> None:
    wait = lab.ask(params={"Redact Messages": "true"})
    lab.reply(f"yes {wait.code}")
    hang(lab, path="update")

    result = wait.poll(env=stopped)

    assert (result.state, result.value) == (COMPLETED, "yes")
    assert "Not all texts could be emptied" in result.message
    assert result.json["answer"] == "yes"
