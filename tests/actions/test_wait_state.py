"""Saved states that are damaged, and those of the old package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import PHONE
from devkit.soar import COMPLETED, FAILED
from tests.actions.assertions import assert_waits_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.lab import Lab, StartedWait

OLD_STATE = '[48213, "2026-11-21 20:15:03+00:00"]'


def changed(**values: Any) -> Callable[[str], str]:
    return lambda state: json.dumps(json.loads(state) | values)


def without(name: str) -> Callable[[str], str]:
    return lambda state: json.dumps({k: v for k, v in json.loads(state).items() if k != name})


DAMAGED: dict[str, Callable[[str], Any]] = {
    "absent": lambda _: None,
    "empty": lambda _: "",
    "cut in the middle": lambda state: state[: len(state) // 2],
    "unknown version": changed(v=99),
    "beginning that is no number": changed(began=float("nan")),
    "no recipients": changed(recipients=[]),
    "recipients of another shape": changed(recipients=[PHONE]),
    "recipient that is no address": changed(recipients=[{"from": None, "to": "a?b"}]),
    "nested without end": lambda _: "[" * 100_000,
    "old, no time": lambda _: '[48213, "None"]',
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_damaged_state_is_named_and_nothing_is_sent(
    lab: Lab, wait: StartedWait, damage: Any
) -> None:
    result = lab.run("Send SMS And Wait", wait.params, first=False, state=damage(wait.state))

    assert result.state == FAILED
    assert "saved state" in result.message
    assert lab.requests == []


def test_wait_of_the_old_package_is_finished_with_old_parameters_and_settings(
    lab: Lab,
) -> None:
    params = {"Phone Number": PHONE, "Message": "Was it you?"}
    options: dict[str, Any] = {"first": False, "state": OLD_STATE, "fill_defaults": False}

    waiting = lab.run("Send SMS And Wait", params, **options)
    lab.reply("Was it you?\nTo respond type your reply followed by 48213")
    still_waiting = lab.run("Send SMS And Wait", params, **options)
    lab.reply("Yes 48213")
    answered = lab.run("Send SMS And Wait", params, **options)

    assert waiting.in_progress
    assert still_waiting.in_progress
    assert {waiting.value, still_waiting.value} == {OLD_STATE}
    assert (answered.state, answered.value) == (COMPLETED, "Yes")
    assert answered.json["code"] == "48213"
    assert answered.json["question"]["sent_at"] == "2026-11-21T20:15:03Z"
    assert lab.requests == ["list"] * 3
    assert lab.state.requests[0].query["To"] == lab.account.number


@pytest.mark.parametrize("typed", ["5551230001", "(555) 123-0001", "15551230001"])
def test_wait_of_the_old_package_finds_the_number_as_it_was_typed(lab: Lab, typed: str) -> None:
    lab.reply("Yes 48213")
    result = lab.run(
        "Send SMS And Wait",
        {"Phone Number": typed, "Message": "Was it you?"},
        first=False,
        state=OLD_STATE,
    )

    assert (result.state, result.value) == (COMPLETED, "Yes")


def test_wait_of_the_old_package_by_a_service_is_not_ended_by_a_stop_elsewhere(
    lab: Lab,
) -> None:
    service = lab.account.add_service(numbers=[lab.account.number])
    lab.account.add_number("+15551239998")
    lab.settings["SmsPhoneNumber"] = service
    params = {"Phone Number": PHONE, "Message": "Was it you?"}

    lab.reply("STOP", to="+15551239998")
    waiting = lab.run("Send SMS And Wait", params, first=False, state=OLD_STATE)
    lab.reply("Yes 48213")
    answered = lab.run("Send SMS And Wait", params, first=False, state=OLD_STATE)

    assert waiting.in_progress
    assert (answered.state, answered.value) == (COMPLETED, "Yes")
    (row,) = answered.json["recipients"]
    assert (row["from"], row["messaging_service_sid"]) == (None, service)


def test_wait_of_the_old_package_without_its_number_says_what_to_do(lab: Lab) -> None:
    result = lab.run(
        "Send SMS And Wait",
        {"Phone Number": "gone", "Message": "Was it you?"},
        first=False,
        state=OLD_STATE,
    )

    assert result.state == FAILED
    assert "no longer names the phone" in result.message


def test_wait_works_with_the_old_parameters_alone(lab: Lab) -> None:
    wait = lab.ask(fill_defaults=False)
    nothing = wait.poll(fill_defaults=False)
    lab.reply(f"Yes {wait.code}")

    assert_waits_on(nothing, wait)
    assert wait.poll(fill_defaults=False).value == "Yes"


def test_send_works_with_the_old_parameters_alone(lab: Lab) -> None:
    result = lab.send(fill_defaults=False)

    assert (result.state, result.value) == (COMPLETED, True)


def test_later_runs_trust_the_state_and_not_the_parameters(lab: Lab) -> None:
    """A playbook's placeholders may have other values by then."""
    wait = lab.ask(params={"Reply Options": "Approve, Deny"})
    lab.reply(f"approve {wait.code}")
    wait.params |= {"Phone Number": "gone", "Message": "", "Reply Options": "", "From": "?"}

    assert wait.poll().value == "Approve"
