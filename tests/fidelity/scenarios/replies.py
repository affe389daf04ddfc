"""Send SMS And Wait: what a later run takes for the answer. All go on from the same question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, SECOND, THIRD
from devkit.standin import Fault
from tests.fidelity.recording import Scenario
from tests.fidelity.scenarios.send_sms import NASTY, STRANGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

CHOICE = ["Approve", "Deny"]
OLD = '[48213, "2026-11-21 20:15:03+00:00"]'
WAITING = f"Waiting for a reply from {PHONE}"
ANSWERED = PHONE


def replied(*bodies: str, **saved: Any) -> Callable[[ComparisonLab], None]:
    """Look after these texts came in, one after the other; `saved` changes the saved state."""

    def act(lab: ComparisonLab) -> None:
        for body in bodies:
            lab.receive(body)
            lab.state.clock.advance(5)
        lab.poll(lab.saved_state(**saved))

    return act


def before_the_question(lab: ComparisonLab) -> None:
    lab.receive("Yes {code}", at=datetime.now(UTC) - timedelta(days=1))
    lab.poll()


def from_a_stranger(lab: ComparisonLab) -> None:
    lab.receive("Yes {code}", sender=THIRD)
    lab.poll()


def on_the_third_page(lab: ComparisonLab) -> None:
    lab.receive("Yes, it was me {code}")
    for number in range(120):
        lab.receive(f"chatter {number}")
    lab.poll()


def two_answer(lab: ComparisonLab) -> None:
    lab.state.clock.advance(5)
    lab.receive("second is quicker {code}", sender=SECOND)
    lab.state.clock.advance(5)
    lab.receive("first is slower {code}")
    lab.poll(lab.saved_state(to=(PHONE, SECOND)))


def in_wide_digits(lab: ComparisonLab) -> None:
    wide = "".join(chr(0xFF10 + int(digit)) for digit in lab.code)
    lab.receive(f"\N{RIGHT-TO-LEFT MARK}ja \N{ZERO WIDTH SPACE}{wide[:3]} {wide[3:]}")
    lab.poll()


def redaction_refused(lab: ComparisonLab) -> None:
    key = lab.account.add_api_key("restricted", ["create", "read"])
    lab.receive("Yes {code}")
    settings = lab.settings | {"AuthenticationToken": "/".join(key)}
    lab.poll(lab.saved_state(redact=True), settings=settings)


def with_damaged_rows(lab: ComparisonLab) -> None:
    rows = [None, {}, {"sid": "SM1", "body": 5, "direction": [], "date_sent": "soon"}]
    lab.add_faults(Fault("json", path="list", body={"messages": rows, "next_page_uri": None}))
    lab.poll()


def old_state(*bodies: str, state: Any = OLD) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        for body in bodies:
            lab.receive(body)
        lab.poll(state, fill_defaults=False)

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
