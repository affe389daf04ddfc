"""Send SMS And Wait: the first run, and whole waits from question to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.soar import Case, Entity
from devkit.standin import Fault
from tests.fidelity.play import Scenario
from tests.fidelity.scenarios.sending import BOTH, NASTY, REFERENCE, STRANGE
from tests.fidelity.world import PHONE, SECOND, THIRD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.world import World

CHOICE = {"Reply_Options": "Approve, Deny it"}
OPTIONS = {"Reply Options": " Approve , Deny it,,"}
EVERYTHING = OPTIONS | BOTH | REFERENCE | {
    "Reply Timeout": "30", "Fail On Timeout": "false", "Redact Messages": "true",
}  # fmt: skip
CASE = Case.of([Entity(THIRD, "PHONENUMBER")], identifier=7, title=NASTY)
WAITING = f"Waiting for a reply from {PHONE}"


def asks(*given: str, **options: Any) -> Callable[[World], None]:
    return lambda world: world.ask(*given, **options)


def asks_with(**params: str) -> Callable[[World], None]:
    """Ask with parameters by their names, `_` for blanks."""
    named = {name.replace("_", " "): text for name, text in params.items()}
    return lambda world: world.ask(params=named)


def reaching_some(*landlines: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        world.account.not_mobile |= set(landlines)
        world.ask(f"{PHONE},{SECOND}")

    return act


def answer_lost(world: World) -> None:
    """Neither the answer nor the list is there, and still the reply is recognised."""
    world.spoil(
        Fault("cut", path="create", acting="after"),
        Fault("status", path="list", status=503, times=None),
    )
    world.ask()
    world.state.faults.clear()
    world.reply("Yes {code}")
    world.poll()


def whole(answer: str, to: str = PHONE, /, **params: str) -> Callable[[World], None]:
    """Ask, look in vain, be answered."""
    given = {name.replace("_", " "): text for name, text in params.items()}

    def act(world: World) -> None:
        sender = given.get("From", world.account.number)
        if sender not in world.account.senders:
            world.account.add_number(sender)
        world.ask(to, params=given)
        world.poll(params=given)
        world.reply(answer, sender=to.partition(",")[0], to=sender)
        world.poll(params=given)

    return act


def whole_through_service(world: World) -> None:
    params = {"From": world.account.add_service(["+15550100077"])}
    world.ask(params=params)
    world.state.clock.advance(10)
    world.state.phone(PHONE).send(f"Yes {world.code}")
    world.poll(params=params)


QUESTION = (
    Scenario("ask: one", asks(), "W", WAITING),
    Scenario("ask: old parameters alone", asks(fill_defaults=False), "W", WAITING),
    Scenario("ask: everything at once", asks(PHONE, NASTY, params=EVERYTHING, case=CASE), "W",
             f"{WAITING}, {THIRD}"),
    Scenario("ask: strange text", asks(PHONE, STRANGE), "W", WAITING),
    Scenario("ask: reaching some", reaching_some(SECOND), "W", "21614"),
    Scenario("ask: reaching nobody", reaching_some(PHONE, SECOND), "F", "21614"),
    Scenario("ask: sender ID", asks_with(From="SOC Team"), "F", "alphanumeric"),
    Scenario("ask: no time at all", asks_with(Reply_Timeout="0"), "F", "Reply Timeout"),
    Scenario("ask: timeout no number", asks_with(Reply_Timeout="soon"), "F", "Reply Timeout"),
    Scenario("ask: neither true nor false", asks_with(Fail_On_Timeout="1"), "F", "Fail On"),
    Scenario("ask: options alike", asks_with(Reply_Options="Yes, No, yes!"), "F", "Options"),
    Scenario("ask: too long with what is added", asks(PHONE, "x" * 1590), "F", "Message"),
    Scenario("ask: nothing configured", asks(settings={}), "F", "AccountSid"),
    Scenario("ask: the answer is lost", answer_lost, "WC", PHONE, steady=False, seconds=8),
    Scenario("wait: answered", whole("Yes, it was me {code}"), "WWC", PHONE),
    Scenario("wait: answered by an option", whole("deny IT! {code}", **CHOICE), "WWC",
             PHONE),
    Scenario("wait: answered, then redacted", whole("Yes {code}", Redact_Messages="true"), "WWC",
             PHONE),
    Scenario("wait: on WhatsApp",
             whole("Yes {code}", f"whatsapp:{PHONE}", From=f"whatsapp:{THIRD}"), "WWC", PHONE),
    Scenario("wait: from a short code", whole("Yes {code}", From="55512"), "WWC", PHONE),
    Scenario("wait: two asked, one answers", whole("No {code}", f"{SECOND},{PHONE}"), "WWC",
             SECOND),
    Scenario("wait: through a service", whole_through_service, "WC", PHONE),
)  # fmt: skip
