"""Send SMS And Wait: the first run, and whole waits from question to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, SECOND, THIRD
from devkit.soar import Case, Entity
from devkit.standin import Fault
from tests.fidelity.recording import Scenario
from tests.fidelity.scenarios.send_sms import BOTH, NASTY, REFERENCE, STRANGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

CHOICE = {"Reply_Options": "Approve, Deny it"}
OPTIONS = {"Reply Options": " Approve , Deny it,,"}
EVERYTHING = OPTIONS | BOTH | REFERENCE | {
    "Reply Timeout": "1000", "Fail On Timeout": "false", "Redact Messages": "true",
}  # fmt: skip
CASE = Case.of([Entity(THIRD, "PHONENUMBER")], identifier=7, title=NASTY)
WAITING = f"Waiting for a reply from {PHONE}"


def asks(*given: str, **options: Any) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.ask(*given, **options)


def asks_with(**params: str) -> Callable[[ComparisonLab], None]:
    """Ask with parameters by their names, `_` for blanks."""
    named = {name.replace("_", " "): text for name, text in params.items()}
    return lambda lab: lab.ask(params=named)


def reaching_some(*not_mobile: str) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.account.refused_recipients |= dict.fromkeys(not_mobile, 21614)
        lab.ask(f"{PHONE},{SECOND}")

    return act


def answer_lost(lab: ComparisonLab) -> None:
    """Neither the answer nor the list is there, and still the reply is recognised."""
    lab.add_faults(
        Fault("cut", path="create", acting="after"),
        Fault("status", path="list", status=503, times=None),
    )
    lab.ask()
    lab.state.faults.clear()
    lab.receive("Yes {code}")
    lab.poll()


def whole(answer: str, to: str = PHONE, /, **params: str) -> Callable[[ComparisonLab], None]:
    """Ask, look in vain, be answered."""
    given = {name.replace("_", " "): text for name, text in params.items()}

    def act(lab: ComparisonLab) -> None:
        sender = given.get("From", lab.account.number)
        if sender not in lab.account.senders:
            lab.account.add_number(sender)
        lab.ask(to, params=given)
        lab.poll(params=given)
        lab.receive(answer, sender=to.partition(",")[0], to=sender)
        lab.poll(params=given)

    return act


def on_whatsapp(lab: ComparisonLab) -> None:
    """Ask a person who wrote a little before, as WhatsApp wants it."""
    phone, sender = f"whatsapp:{PHONE}", f"whatsapp:{THIRD}"
    lab.account.add_number(sender)
    lab.account.receive(phone, sender, "hello")
    lab.state.clock.advance(5)  # "hello" is certainly older than the question
    lab.ask(phone, params={"From": sender})
    lab.receive("Yes {code}", sender=phone, to=sender)
    lab.poll(params={"From": sender})


def whole_through_service(lab: ComparisonLab) -> None:
    params = {"From": lab.account.add_service(["+15550100077"])}
    lab.ask(params=params)
    lab.state.phone(PHONE).send(f"Yes {lab.code}")
    lab.poll(params=params)


FIRST_RUN = (
    Scenario("ask: one", asks(), "W", WAITING),
    Scenario("ask: old parameters alone", asks(fill_defaults=False), "W", WAITING),
    Scenario("ask: everything at once", asks(PHONE, NASTY, params=EVERYTHING, case=CASE), "W",
             f"{WAITING}, {THIRD}"),
    Scenario("ask: strange text", asks(PHONE, STRANGE), "W", WAITING),
    Scenario("ask: reaching some", reaching_some(SECOND), "W", "21614"),
    Scenario("ask: reaching nobody", reaching_some(PHONE, SECOND), "F", "21614"),
    Scenario("ask: sender ID", asks_with(From="SOC Team"), "F", "alphanumeric", reads=0),
    Scenario("ask: no time at all", asks_with(Reply_Timeout="0"), "F", "Reply Timeout"),
    Scenario("ask: timeout no number", asks_with(Reply_Timeout="soon"), "F", "Reply Timeout"),
    Scenario("ask: neither true nor false", asks_with(Fail_On_Timeout="1"), "F", "Fail On"),
    Scenario("ask: options alike", asks_with(Reply_Options="Yes, No, yes!"), "F", "Options"),
    Scenario("ask: too long with what is added", asks(PHONE, "x" * 1590), "F", "Message"),
    Scenario("ask: nothing configured", asks(settings={}), "F", "AccountSid"),
    Scenario("ask: the answer is lost", answer_lost, "WC", PHONE, exact=False, seconds=8),
    Scenario("wait: answered", whole("Yes, it was me {code}"), "WWC", PHONE),
    Scenario("wait: answered by an option", whole("deny IT! {code}", **CHOICE), "WWC",
             PHONE),
    Scenario("wait: answered, then redacted", whole("Yes {code}", Redact_Messages="true"), "WWC",
             PHONE),
    Scenario("wait: on WhatsApp", on_whatsapp, "WC", PHONE),
    Scenario("wait: from a short code", whole("Yes {code}", From="55512"), "WWC", PHONE),
    Scenario("wait: two asked, one answers", whole("No {code}", f"{SECOND},{PHONE}"), "WWC",
             SECOND, exact=False),
    Scenario("wait: through a service", whole_through_service, "WC", PHONE),
)  # fmt: skip
