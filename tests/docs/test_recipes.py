"""Each recipe, played with its parameters as they are typed, ends as the page says."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
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


ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def aged(state: Any, minutes: float) -> Any:
    """Return a saved state as if all had happened so many minutes earlier."""
    if isinstance(state, dict):
        return {name: aged(value, minutes) for name, value in state.items()}
    if isinstance(state, list):
        return [aged(value, minutes) for value in state]
    if isinstance(state, float):
        return state - minutes * 60
    if isinstance(state, str) and ISO.fullmatch(state):
        moment = datetime.fromisoformat(state) - timedelta(minutes=minutes)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return state


class PlayedRecipe:
    """A recipe in a lab: the outcome of each step, and all lines that an analyst saw."""

    def __init__(self, lab: Lab, title: str) -> None:
        self.lab = lab
        self.recipe = RECIPES[title]
        self.outcomes: list[dict[str, tuple[str, str]]] = [{} for _ in self.recipe.steps]
        self.lines: set[str] = set()

    def run(self, number: int, outcome: str = "", **options: Any) -> RunResult:
        """Run a step; `outcome` is what the recipe calls its end, if it is one."""
        step = self.recipe.steps[number - 1]
        result = self.lab.run(step.action, step.parameters, case=CASE, **options)
        return self.record(number, outcome, result)

    def record(self, number: int, outcome: str, result: RunResult) -> RunResult:
        self.lines |= set(result.message.splitlines())
        if outcome:
            self.outcomes[number - 1][outcome] = (STATES[result.state], str(result.value))
        return result

    def ask(self, number: int) -> StartedWait:
        already = len(self.lab.account.outbound())
        first = self.run(number)
        text = self.lab.account.outbound()[already].body
        return StartedWait(self.lab, self.recipe.steps[number - 1].parameters, first, text)

    def answered(self, number: int, outcome: str, body: str, sender: str) -> RunResult:
        """Ask, be answered (`{code}` is the question's) and poll."""
        wait = self.ask(number)
        self.lab.reply(body.format(code=wait.code), sender=sender)
        return self.record(number, outcome, wait.poll(case=CASE))

    def unanswered(self, number: int, outcome: str, minutes: int) -> None:
        """Ask, and poll when the time is just not up, and just up."""
        wait = self.ask(number)
        assert self.poll(wait, minutes - 0.5).in_progress
        self.record(number, outcome, self.poll(wait, minutes + 0.1))

    def poll(self, wait: StartedWait, minutes: float, state: str | None = None) -> RunResult:
        """Poll as if the question had been sent so many minutes ago."""
        saved = json.dumps(aged(json.loads(state or wait.state), minutes))
        return self.record(1, "", wait.poll(saved, case=CASE))

    def assert_as_documented(self) -> None:
        assert self.outcomes == [step.outcomes for step in self.recipe.steps]
        assert [line for line in self.recipe.shown if line not in self.lines] == []


def test_on_call_is_notified_and_the_deputy_told_where_that_fails(lab: Lab) -> None:
    recipe = PlayedRecipe(lab, "Notify on-call, with a delivery check")
    first, second = "+15551230002", "+15551230003"
    lab.state.delivery.step = 0.01

    recipe.run(1, "Twilio accepts both, and reports neither as undelivered within a minute")
    lab.state.deliver(second, "undelivered", 30003)
    recipe.run(1, "one cannot be reached")
    lab.state.deliver(first, "undelivered", 30003)
    recipe.run(1, "neither can be reached")
    deputy = recipe.run(2)

    assert deputy.value is True
    recipe.assert_as_documented()
    texts = [message.body for message in lab.account.outbound()]
    assert texts[0] == "Impossible travel: please look into it.\nCase 42: Odd sign-in"
    assert (
        texts[-1] == "Impossible travel, case 42: on-call could not be reached. Please take over."
    )


def test_chain_asks_the_next_person_and_tells_all_who_takes_over(lab: Lab) -> None:
    recipe = PlayedRecipe(lab, "Page the on-call chain")
    first, second, third = "+15551230002", "+15551230003", "+15551230004"
    lab.state.delivery.step = 0.01
    recipe.unanswered(1, "nobody answers within an hour", 60)

    wait = recipe.ask(1)
    lab.reply("who is this", sender=first)
    hinted = recipe.poll(wait, 1)
    asked_second = recipe.poll(wait, 10, str(hinted.value))
    lab.reply(f"mine {wait.code}", sender=second)
    taken = recipe.record(1, "somebody takes over", wait.poll(str(asked_second.value), case=CASE))

    assert asked_second.in_progress
    assert taken.json["reply"]["from"] == second
    outbound = [message for message in lab.account.outbound() if wait.code in message.body]
    sent = [(message.to, message.body.splitlines()[0]) for message in outbound]
    confirmed = [(message.to, message.body) for message in lab.account.outbound()[-2:]]
    question = "Impossible travel: who takes over?"
    hint = f'Your text did not count. To respond, send "Mine {wait.code}"'
    confirmation = f"{second} takes over. Thank you."
    assert sent == [(first, question), (first, hint), (second, question)]
    assert sorted(confirmed) == [(first, confirmation), (second, confirmation)]

    for phone in (first, second, third):
        lab.state.deliver(phone, "undelivered", 30003)
    lost = recipe.ask(1)
    polls = [lost.first]
    while polls[-1].in_progress and len(polls) < 8:
        polls.append(recipe.poll(lost, 0, str(polls[-1].value)))
    recipe.record(1, "nobody can be reached", polls[-1])
    recipe.assert_as_documented()


def test_was_this_you_comes_to_yes_no_or_an_analyst(lab: Lab) -> None:
    recipe = PlayedRecipe(lab, '"Was this you?" in two languages')
    phone = PLACEHOLDERS["[Event.phone_number]"]
    lab.state.delivery.step = 0.01
    recipe.unanswered(1, "nobody answers in 30 minutes", 30)
    already = len(lab.account.messages)

    wait = recipe.ask(1)
    lab.reply("Yes", sender=phone)
    hinted = recipe.record(1, "", wait.poll(case=CASE))
    lab.reply(f"yes {wait.code}", sender=phone)
    yes = recipe.record(1, "the answer is yes", wait.poll(str(hinted.value), case=CASE))
    texts = [message.body for message in lab.account.messages[already:]]
    recipe.answered(1, "the answer is ja", "Ja, {code}", phone)
    recipe.answered(1, "the answer is no", "NO! {code}", phone)
    recipe.answered(1, "the answer is nein", "{code} nein", phone)
    asked_back = recipe.answered(1, "", "Who are you? {code}", phone)
    recipe.answered(1, "the person texts STOP", "STOP", phone)
    lab.account.opted_out.clear()
    lab.state.deliver(phone, "undelivered", 30003)
    lost = recipe.ask(1)
    recipe.record(1, "the phone cannot be reached", lost.poll(case=CASE))

    assert yes.json["answer"] == "Yes"
    assert [sent["kind"] for sent in yes.json["follow_ups"]] == ["hint"]
    assert set(texts) == {""}, "not emptied"
    assert asked_back.in_progress
    recipe.assert_as_documented()


def test_approval_is_confirmed_to_both_and_falls_back_where_nobody_answers(lab: Lab) -> None:
    recipe = PlayedRecipe(lab, "Approval by two, with confirmation to both")
    lead, owner = "+15551230005", "+15551230006"
    lab.state.delivery.step = 0.01

    recipe.unanswered(1, "neither answers", 15)
    recipe.answered(1, "the lead approves", "Approve {code}", lead)
    confirmed = [(message.to, message.body) for message in lab.account.outbound()[-2:]]
    decided = recipe.answered(1, "the owner denies", "{code} deny", owner)
    lab.account.landlines |= {lead, owner}
    lost = recipe.ask(1)
    recipe.record(1, "the question reaches nobody", lost.poll(case=CASE))
    fallback = recipe.run(2)

    text = f"Recorded for FINANCE-LAPTOP-7: Approve, by {lead}."
    assert sorted(confirmed) == [(lead, text), (owner, text)]
    assert decided.json["reply"]["from"] == owner
    assert fallback.value is True
    recipe.assert_as_documented()


def test_everybody_on_the_alert_is_texted_once(lab: Lab) -> None:
    recipe = PlayedRecipe(lab, "Text everybody on the alert")
    own, mary, paul = "+15551230009", "+15551230001", "+15551230002"
    people = [(mary, "PHONENUMBER"), (paul, "PHONENUMBER"), (own, "PHONENUMBER")]

    recipe.run(1, "Twilio accepts all", entities=[*people, ("MARY.SMITH", "USERUNIQNAME")])
    sent = [message.to for message in lab.account.outbound()]
    wrong = [*people, ("extension 12", "PHONENUMBER")]
    recipe.run(1, "one entity is no phone number", entities=wrong)
    sent_beside_it = [message.to for message in lab.account.outbound()[3:]]
    lab.account.opted_out.add((paul, lab.account.number))
    recipe.run(1, "one has opted out", entities=people)

    assert sent == [own, mary, paul]
    assert sent_beside_it == sent
    recipe.assert_as_documented()
