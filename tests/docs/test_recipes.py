"""Each recipe, typed in as it stands there, comes to the ends it tells of."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from devkit.lab import StartedWait
from devkit.soar import Case, RunResult
from tests.docs.markdown import ROOT
from tests.docs.recipes import PLACEHOLDER, PLACEHOLDERS, RECIPES, STEPS

if TYPE_CHECKING:
    from devkit.lab import Lab
    from tests.docs.recipes import Recipe, Step

CASE = Case(identifier=42, title="Odd sign-in")
STATES = {0: "completed", 2: "failed"}
CONDITION = re.compile(r"`\[(Twilio_[^.\]]+)\.(\w+)(?: \| ([\w.]+))?\]`")
COMPARED = re.compile(r"`\[(Twilio_[^.\]]+)\.is_success\]` equals `([^`]+)`")


def definition(step: Step) -> dict[str, Any]:
    stem = step.action.replace(" ", "")
    found: dict[str, Any] = json.loads(
        (ROOT / "ActionsDefinitions" / f"{stem}.actiondef").read_text(encoding="utf-8")
    )
    return found


def value_fits(kind: int, options: list[str] | None, value: str) -> bool:
    if options:
        return value in options
    return value in {"true", "false"} if kind == 1 else bool(value)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_parameters_exist_and_take_the_values(step: Step) -> None:
    known = {one["Name"]: one for one in definition(step)["Parameters"]}

    for name, value in step.typed.items():
        assert value_fits(known[name]["Type"], known[name]["OptionalValues"], value), name
    assert {name for name, one in known.items() if one["IsMandatory"]} <= step.typed.keys()


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_conditions_name_steps_results_and_fields_that_exist(recipe: Recipe) -> None:
    steps = {step.name: step for step in recipe.steps}

    assert COMPARED.search(recipe.text)
    for name, part, path in CONDITION.findall(recipe.text):
        action = definition(steps[name])
        if part != "JsonResult":
            assert part == action["ScriptResultName"]
            continue
        value = json.loads(action["DynamicResultsMetadata"][0]["ResultExample"])
        for key in path.split("."):
            value = value[key]
    for name, value in COMPARED.findall(recipe.text):
        assert value in {result for _, result in steps[name].outcomes.values()}


def test_placeholders_are_explained_before_they_are_used() -> None:
    text = (ROOT / "docs" / "playbooks.md").read_text(encoding="utf-8")
    explained, *_ = text.partition("**Conditions**")

    used = {
        found
        for step in STEPS.values()
        for v in step.typed.values()
        for found in PLACEHOLDER.findall(v)
    }
    assert used == PLACEHOLDERS.keys()
    assert all(f"`{one}`" in explained for one in used)


class Story:
    """A recipe as it is played: what happened at each step, to be held against what is told."""

    def __init__(self, lab: Lab, title: str) -> None:
        self.lab = lab
        self.recipe = RECIPES[title]
        self.happened: list[dict[str, tuple[str, str]]] = [{} for _ in self.recipe.steps]
        self.lines: set[str] = set()

    def run(self, number: int, what: str = "", **options: Any) -> RunResult:
        """Run a step; `what` is the outcome's name in the recipe, if it is one."""
        step = self.recipe.steps[number - 1]
        result = self.lab.run(step.action, step.parameters, case=CASE, **options)
        return self.saw(number, what, result)

    def saw(self, number: int, what: str, result: RunResult) -> RunResult:
        self.lines |= set(result.message.splitlines())
        if what:
            self.happened[number - 1][what] = (STATES[result.state], str(result.value))
        return result

    def ask(self, number: int) -> StartedWait:
        already = len(self.lab.account.outbound())
        first = self.run(number)
        text = self.lab.account.outbound()[already].body
        return StartedWait(self.lab, self.recipe.steps[number - 1].parameters, first, text)

    def answered(self, number: int, what: str, body: str, sender: str) -> RunResult:
        """Ask, be answered (`{code}` is the question's) and look."""
        wait = self.ask(number)
        self.lab.reply(body.format(code=wait.code), sender=sender)
        return self.saw(number, what, wait.poll(case=CASE))

    def unanswered(self, number: int, what: str, minutes: int) -> None:
        """Ask, and look when the time is just not up, and just up."""
        wait = self.ask(number)
        assert self.saw(number, "", wait.poll(wait.aged(minutes - 0.5))).in_progress
        self.saw(number, what, wait.poll(wait.aged(minutes + 0.1)))

    def assert_as_told(self) -> None:
        assert self.happened == [step.outcomes for step in self.recipe.steps]
        assert [line for line in self.recipe.shown if line not in self.lines] == []


def test_on_call_is_notified_and_the_deputy_told_where_that_fails(lab: Lab) -> None:
    story = Story(lab, "Notify on-call, with a delivery check")
    first, second = "+15551230002", "+15551230003"
    lab.state.delivery.step = 0.01

    story.run(1, "Twilio accepts both, and reports neither as undelivered within a minute")
    lab.state.deliver(second, "undelivered", 30003)
    story.run(1, "one cannot be reached")
    lab.state.deliver(first, "undelivered", 30003)
    story.run(1, "neither can be reached")
    deputy = story.run(2)

    assert deputy.value is True
    story.assert_as_told()
    texts = [message.body for message in lab.account.outbound()]
    assert texts[0] == "Impossible travel: please look into it.\nCase 42: Odd sign-in"
    assert (
        texts[-1] == "Impossible travel, case 42: on-call could not be reached. Please take over."
    )


def test_was_this_you_comes_to_a_yes_a_no_or_an_analyst(lab: Lab) -> None:
    story = Story(lab, '"Was this you?"')
    phone = PLACEHOLDERS["[Event.phone_number]"]
    lab.state.delivery.step = 0.01

    yes = story.answered(1, "the answer is yes", "yes {code}", phone)
    assert {message.body for message in lab.account.messages} == {""}, "not emptied"
    story.answered(1, "the answer is no", "NO! {code}", phone)
    asked_back = story.answered(1, "", "Who are you? {code}", phone)
    story.unanswered(1, "nobody answers in 30 minutes", 30)
    story.answered(1, "the person texts STOP", "STOP", phone)

    assert yes.json["answer"] == "Yes"
    assert asked_back.in_progress
    story.assert_as_told()


def test_approval_takes_two_and_falls_back_where_somebody_is_silent(lab: Lab) -> None:
    story = Story(lab, "Two-step approval with a fallback")
    lead, owner, deputy = "+15551230005", "+15551230006", "+15551230007"

    story.answered(1, "the lead approves", "Approve {code}", lead)
    story.answered(1, "the lead denies", "{code} deny", lead)
    story.unanswered(1, "the lead does not answer", 15)
    lab.account.refused_recipients[lead] = 21614
    story.run(1, "the question reaches nobody")
    story.answered(2, "owner or deputy approves", "approve {code}", owner)
    decided = story.answered(2, "owner or deputy denies", "Deny {code}", deputy)
    story.unanswered(2, "neither answers", 15)
    fallback = story.run(3)

    assert decided.json["reply"]["from"] == deputy
    assert fallback.value is True
    story.assert_as_told()


def test_everybody_on_the_alert_is_texted_once(lab: Lab) -> None:
    story = Story(lab, "Text everybody on the alert")
    own, mary, paul = "+15551230009", "+15551230001", "+15551230002"
    people = [(mary, "PHONENUMBER"), (paul, "PHONENUMBER"), (own, "PHONENUMBER")]

    story.run(1, "Twilio accepts all", entities=[*people, ("MARY.SMITH", "USERUNIQNAME")])
    sent = [message.to for message in lab.account.outbound()]
    lab.account.opted_out.add((paul, lab.account.number))
    story.run(1, "one has opted out", entities=people)
    already = len(lab.requests)
    wrong = [*people, ("555 123 0002", "PHONENUMBER")]
    story.run(1, "one entity is no number with a dial code", entities=wrong)

    assert sent == [own, mary, paul]
    assert len(lab.requests) == already
    story.assert_as_told()
