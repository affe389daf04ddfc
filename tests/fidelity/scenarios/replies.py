"""Send SMS And Wait: what a later run takes for the answer. All go on from the same question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from devkit.standin import Fault
from tests.fidelity.play import Scenario
from tests.fidelity.scenarios.sending import NASTY, STRANGE
from tests.fidelity.world import PHONE, SECOND, THIRD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.world import World

CHOICE = ["Approve", "Deny"]
OLD = '[48213, "2026-11-21 20:15:03+00:00"]'
WAITING = f"Waiting for a reply from {PHONE}"
ANSWERED = PHONE


def replied(*bodies: str, **saved: Any) -> Callable[[World], None]:
    """Look after these texts came in, one after the other; `saved` changes the saved state."""

    def act(world: World) -> None:
        for body in bodies:
            world.reply(body)
            world.state.clock.advance(5)
        world.poll(world.saved(**saved))

    return act


def before_the_question(world: World) -> None:
    world.reply("Yes {code}", at=datetime.now(UTC) - timedelta(days=1))
    world.poll()


def from_a_stranger(world: World) -> None:
    world.reply("Yes {code}", sender=THIRD)
    world.poll()


def on_the_third_page(world: World) -> None:
    world.reply("Yes, it was me {code}")
    for number in range(120):
        world.reply(f"chatter {number}")
    world.poll()


def two_answer(world: World) -> None:
    world.state.clock.advance(5)
    world.reply("second is quicker {code}", sender=SECOND)
    world.state.clock.advance(5)
    world.reply("first is slower {code}")
    world.poll(world.saved(to=(PHONE, SECOND)))


def in_wide_digits(world: World) -> None:
    wide = "".join(chr(0xFF10 + int(digit)) for digit in world.code)
    world.reply(f"\N{RIGHT-TO-LEFT MARK}ja \N{ZERO WIDTH SPACE}{wide[:3]} {wide[3:]}")
    world.poll()


def redaction_refused(world: World) -> None:
    key = world.account.add_api_key("restricted", ["create", "read"])
    world.reply("Yes {code}")
    settings = world.host.settings | {"AuthenticationToken": "/".join(key)}
    world.poll(world.saved(redact=True), settings=settings)


def with_damaged_rows(world: World) -> None:
    rows = [None, {}, {"sid": "SM1", "body": 5, "direction": [], "date_sent": "soon"}]
    world.spoil(Fault("json", path="list", body={"messages": rows, "next_page_uri": None}))
    world.poll()


def old_state(*bodies: str, state: Any = OLD) -> Callable[[World], None]:
    def act(world: World) -> None:
        for body in bodies:
            world.reply(body)
        world.poll(state, fill_defaults=False)

    return act


REPLIES = (
    Scenario("poll: nothing yet", replied(), "W", WAITING),
    Scenario("poll: answered", replied("Yes, it was me {code}"), "C", ANSWERED),
    Scenario("poll: the code alone", replied("{code}"), "C", ANSWERED),
    Scenario("poll: signature and marker",
             replied("SiemplifyID: {code}\nyes\n\nSent from my phone"), "C", ANSWERED),
    Scenario("poll: wide digits", in_wide_digits, "C", ANSWERED),
    Scenario("poll: hostile answer", replied(NASTY + " {code}"), "C", ANSWERED),
    Scenario("poll: strange answer", replied(STRANGE + " {code}"), "C", ANSWERED),
    Scenario("poll: an answer like JSON", replied('{"a": [true, null]} {code}'), "C", ANSWERED),
    Scenario("poll: the answer true", replied("true {code}"), "C", ANSWERED),
    Scenario("poll: an option", replied(" aPPROVE! {code}. ", options=CHOICE), "C", ANSWERED),
    Scenario("poll: other replies, then an option",
             replied("maybe {code}", f"{NASTY} {{code}}", "deny {code}", options=CHOICE), "C",
             ANSWERED),
    Scenario("poll: no option", replied("maybe {code}", options=CHOICE), "W", WAITING),
    Scenario("poll: without the code", replied("Yes", "Yes 1{code}", "Yes {code}.5"), "W", WAITING),
    Scenario("poll: a reaction", replied("Liked “{question}”"), "W", WAITING),
    Scenario("poll: the question quoted", replied("> {question}"), "W", WAITING),
    Scenario("poll: before the question", before_the_question, "W", WAITING),
    Scenario("poll: from a stranger", from_a_stranger, "W", WAITING),
    Scenario("poll: on the third page", on_the_third_page, "C", ANSWERED),
    Scenario("poll: two answer", two_answer, "C", SECOND),
    Scenario("poll: rows that are no messages", with_damaged_rows, "W", WAITING),
    Scenario("poll: redacted", replied("Yes {code}", redact=True), "C", "404"),
    Scenario("poll: redaction refused", redaction_refused, "C", "70051"),
    Scenario("poll: old package, nothing yet", old_state(), "W", ""),
    Scenario("poll: old package, answered", old_state("Yes 48213"), "C", PHONE),
    Scenario("poll: old package, state decoded",
             old_state("Yes 48213", state=[48213, "2026-11-21 20:15:03"]), "C", PHONE),
)  # fmt: skip
