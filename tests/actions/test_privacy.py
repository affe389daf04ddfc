"""What is never written down: every action, success and failures.

The loggers of the libraries beneath are opened wide first. Secrets and long runs of digits are
looked for in every run of every test (`assert_silent`); here the texts are marked as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE, SECOND
from devkit.soar import Case, EndpointFault, Entity, Limits
from devkit.standin import Fault
from tests.actions.assertions import assert_silent
from tests.actions.interpreter_startup import OPEN_LOGGERS, PROBE, sitecustomize
from tests.actions.proxy import proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from devkit.lab import Lab
    from devkit.soar import RunResult

BRIEF = Limits(run_seconds=4, interval_seconds=60)
MESSAGE = "Marker-of-the-message"
ANSWER = "Marker-of-the-answer"
TITLE = "Marker-of-the-title"
OPTION = "Marker-of-an-option"
SECRET = "Marker-of-the-secret-key"
EXTRA = {
    "Include Case Reference": "true",
    "Entity Scope": "Phone Number and phone entities",
}
CASE = Case.of([Entity(SECOND, "PHONENUMBER")], identifier=42, title=TITLE)


@pytest.fixture(params=["http", "https"])
def logging_lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    """A lab whose children have open loggers, with a marked secret."""
    name = "lab" if request.param == "http" else "secure_lab"
    lab: Lab = request.getfixturevalue(name)
    sid, _ = lab.account.add_api_key()
    lab.account.keys[sid] = replace(lab.account.keys[sid], secret=SECRET)
    lab.settings["AuthenticationToken"] = f"{sid}/{SECRET}"
    lab.env = sitecustomize(lab.runner, tmp_path, OPEN_LOGGERS)
    yield lab
    lab.env.clear()


def assert_nothing_leaks(result: RunResult, *, code: str = "") -> None:
    assert PROBE in result.stderr, "the loggers were not open, so this test would see nothing"
    private = (MESSAGE, ANSWER, TITLE, OPTION, *([code] if code else []))
    assert_silent(result, [SECRET], private)
    for marker in (MESSAGE, TITLE, OPTION):
        assert marker not in result.message


def faulty(kind: Any, **fields: Any) -> Callable[[Lab], None]:
    return lambda lab: lab.add_faults(Fault(kind, **fields))


def echoing(lab: Lab) -> None:
    """Twilio's own words may hold anything that was in the request."""
    body = f"No: {SECRET} may not send to the number"
    lab.add_faults(Fault("status", path="create", status=400, code=21999, body=body, times=None))


def no_platform(lab: Lab) -> None:
    lab.runner.faults.append(EndpointFault())


def no_certificate(lab: Lab) -> None:
    lab.settings["Verify SSL"] = "true"


def no_host(lab: Lab) -> None:
    lab.settings["API Root"] = "https://twilio.invalid"


def wrong_sender(lab: Lab) -> None:
    lab.settings["SmsPhoneNumber"] = "not a sender at all"


def refused(lab: Lab) -> None:
    lab.account.keys.clear()


FAILURES: dict[str, Callable[[Lab], None]] = {
    "success": lambda _: None,
    "refused credentials": refused,
    "own words of Twilio": echoing,
    "503 after acting": faulty("status", status=503, path="create", acting="after"),
    "cut": faulty("cut", times=None),
    "portal": faulty("html", times=None),
    "drip": faulty("drip", delay=0.3, times=None),
    "unknown certificate": no_certificate,
    "unknown host": no_host,
    "platform": no_platform,
    "settings": wrong_sender,
}


@pytest.mark.parametrize("logging_lab", ["https"], indirect=True)
@pytest.mark.parametrize("spoil", FAILURES.values(), ids=FAILURES)
def test_nothing_leaks_from_sending_and_asking(logging_lab: Lab, spoil: Any) -> None:
    spoil(logging_lab)

    sent = logging_lab.send(PHONE, MESSAGE, params=EXTRA, case=CASE, limits=BRIEF)
    asked = logging_lab.ask(
        PHONE, MESSAGE, params={"Reply Options": OPTION}, case=CASE, limits=BRIEF
    ).first
    pinged = logging_lab.ping(limits=BRIEF)

    assert_nothing_leaks(sent)
    assert_nothing_leaks(pinged)
    questions = [
        request.form["Body"]
        for request in logging_lab.state.requests
        if "SiemplifyID" in request.form.get("Body", "")
    ]
    code = questions[0].rpartition(": ")[2] if questions else ""
    assert_nothing_leaks(asked, code=code)
    assert code.isdigit() or not asked.in_progress


POLLS: tuple[Callable[[Lab], None], ...] = (
    lambda _: None,
    no_platform,
    faulty("json", body={"secret": SECRET}, times=None),
    faulty("truncated", times=None),
    refused,
    no_certificate,
)


@pytest.mark.parametrize("logging_lab", ["https"], indirect=True)
def test_nothing_leaks_from_polls_that_fail(logging_lab: Lab) -> None:
    wait = logging_lab.ask(PHONE, MESSAGE, params={"Reply Options": OPTION})
    logging_lab.reply(f"{ANSWER} {wait.code}")
    for spoil in POLLS:
        spoil(logging_lab)

        result = wait.poll(limits=BRIEF)

        assert_nothing_leaks(result, code=wait.code)
        assert wait.code not in result.message
        logging_lab.runner.faults.clear()
        logging_lab.state.faults.clear()


@pytest.mark.parametrize("logging_lab", ["http", "https"], indirect=True)
def test_nothing_leaks_from_an_answer_and_its_redaction(logging_lab: Lab) -> None:
    wait = logging_lab.ask(PHONE, MESSAGE, params={"Redact Messages": "true"})
    logging_lab.reply(f"{ANSWER} {wait.code}")
    logging_lab.add_faults(Fault("status", path="update", status=503))

    damaged = wait.poll(wait.state[:-9])
    answered = wait.poll()

    assert answered.value == ANSWER
    for result in (damaged, answered):
        assert_nothing_leaks(result, code=wait.code)


@pytest.mark.parametrize("logging_lab", ["https"], indirect=True)
def test_nothing_leaks_through_a_proxy_that_refuses(logging_lab: Lab) -> None:
    with proxy(refusal="407 Proxy Authentication Required") as between:
        address = between.url.replace("//", "//user:Marker-of-the-proxy@")
        result = logging_lab.send(PHONE, MESSAGE, env={"HTTPS_PROXY": address}, limits=BRIEF)

    assert_nothing_leaks(result)
    assert "Marker-of-the-proxy" not in result.stdout + result.stderr + result.log


def test_log_file_is_written_and_shows_the_end_of_a_number(lab: Lab) -> None:
    """Without this, an empty log would pass for a discreet one."""
    result = lab.send(f"{PHONE},{SECOND}")

    assert f"…{PHONE[-4:]}" in result.log
    assert f"…{SECOND[-4:]}" in result.log + result.debug_output
