"""Saved states that are damaged, and those of the old package (contract, sections 1 and 6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.actions.stage import COMPLETED, FAILED, PHONE, assert_waits_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.actions.stage import Stage, Wait

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
def test_damaged_state_fails_by_its_name_and_sends_nothing(
    stage: Stage, wait: Wait, damage: Any
) -> None:
    result = stage.run("Send SMS And Wait", wait.params, first=False, state=damage(wait.state))

    assert result.state == FAILED
    assert "saved state" in result.message
    assert stage.requests == []


def test_wait_of_the_old_package_is_finished_with_old_parameters_and_settings(
    stage: Stage,
) -> None:
    params = {"Phone Number": PHONE, "Message": "Was it you?"}
    options: dict[str, Any] = {"first": False, "state": OLD_STATE, "fill_defaults": False}

    waiting = stage.run("Send SMS And Wait", params, **options)
    stage.reply("Was it you?\nTo respond type your reply followed by 48213")
    still_waiting = stage.run("Send SMS And Wait", params, **options)
    stage.reply("Yes 48213")
    answered = stage.run("Send SMS And Wait", params, **options)

    assert waiting.in_progress
    assert still_waiting.in_progress
    assert {waiting.value, still_waiting.value} == {OLD_STATE}
    assert (answered.state, answered.value) == (COMPLETED, "Yes")
    assert answered.json["code"] == "48213"
    assert answered.json["question"]["sent_at"] == "2026-11-21T20:15:03Z"
    assert stage.requests == ["list"] * 3
    assert stage.state.requests[0].query["To"] == stage.account.number


@pytest.mark.parametrize("typed", ["5551230001", "(555) 123-0001", "15551230001"])
def test_wait_of_the_old_package_finds_the_number_as_it_was_typed(stage: Stage, typed: str) -> None:
    stage.reply("Yes 48213")
    result = stage.run(
        "Send SMS And Wait",
        {"Phone Number": typed, "Message": "Was it you?"},
        first=False,
        state=OLD_STATE,
    )

    assert (result.state, result.value) == (COMPLETED, "Yes")


def test_wait_of_the_old_package_by_a_service_is_not_ended_by_a_stop_elsewhere(
    stage: Stage,
) -> None:
    service = stage.account.add_service(numbers=[stage.account.number])
    stage.account.add_number("+15551239998")
    stage.host.settings["SmsPhoneNumber"] = service
    params = {"Phone Number": PHONE, "Message": "Was it you?"}

    stage.reply("STOP", to="+15551239998")
    waiting = stage.run("Send SMS And Wait", params, first=False, state=OLD_STATE)
    stage.reply("Yes 48213")
    answered = stage.run("Send SMS And Wait", params, first=False, state=OLD_STATE)

    assert waiting.in_progress
    assert (answered.state, answered.value) == (COMPLETED, "Yes")
    (row,) = answered.json["recipients"]
    assert (row["from"], row["messaging_service_sid"]) == (None, service)


def test_wait_of_the_old_package_without_its_number_says_what_to_do(stage: Stage) -> None:
    result = stage.run(
        "Send SMS And Wait",
        {"Phone Number": "gone", "Message": "Was it you?"},
        first=False,
        state=OLD_STATE,
    )

    assert result.state == FAILED
    assert "no longer names the phone" in result.message


def test_old_parameters_alone_are_all_that_a_wait_needs(stage: Stage) -> None:
    wait = stage.ask(fill_defaults=False)
    nothing = wait.poll(fill_defaults=False)
    stage.reply(f"Yes {wait.code}")

    assert_waits_on(nothing, wait)
    assert wait.poll(fill_defaults=False).value == "Yes"


def test_old_parameters_alone_are_all_that_a_send_needs(stage: Stage) -> None:
    result = stage.send(fill_defaults=False)

    assert (result.state, result.value) == (COMPLETED, True)


def test_later_runs_trust_the_state_and_not_the_parameters(stage: Stage) -> None:
    """A playbook's placeholders may have other values by then."""
    wait = stage.ask(params={"Reply Options": "Approve, Deny"})
    stage.reply(f"approve {wait.code}")
    wait.params |= {"Phone Number": "gone", "Message": "", "Reply Options": "", "From": "?"}

    assert wait.poll().value == "Approve"
