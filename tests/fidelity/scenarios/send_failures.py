"""Send SMS: refusals, lost answers, and how delivery ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, SECOND, THIRD
from devkit.standin import Fault
from tests.fidelity.recording import Scenario
from tests.fidelity.scenarios.send_sms import NASTY, SENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

FOLLOW = {"Delivery Timeout": "20"}
THREE = f"{PHONE},{SECOND},{THIRD}"
PROBLEM = {
    "type": "https://www.twilio.com/docs/errors/21211", "title": "Invalid number",
    "status": 400, "code": 21211, "detail": "details",
}  # fmt: skip


def refused(
    not_mobile: set[str], opted_out: set[str] = frozenset()
) -> Callable[[ComparisonLab], None]:  # type: ignore[assignment]
    def act(lab: ComparisonLab) -> None:
        lab.account.refused_recipients |= dict.fromkeys(not_mobile, 21614)
        lab.account.opted_out |= {(number, lab.account.number) for number in opted_out}
        lab.send(THREE)

    return act


def worded(body: str, **fields: Any) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        words = {"status": 400, "code": 21999, "body": body} | fields
        lab.add_faults(Fault("status", path="create", to=SECOND, **words))
        lab.send(f"{PHONE},{SECOND}")

    return act


def spoilt(kind: Any, **fields: Any) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.add_faults(Fault(kind, **{"path": "create"} | fields))
        lab.send()

    return act


def trial(lab: ComparisonLab) -> None:
    lab.account.trial = True
    lab.account.verified.add(PHONE)
    lab.send(f"{PHONE},{SECOND}")


def wrong_token(lab: ComparisonLab) -> None:
    lab.send(THREE, settings=lab.settings | {"AuthenticationToken": "0bad" * 8})


def followed(outcomes: dict[str, tuple[Any, ...]], *, seconds: str = "20") -> Any:
    def act(lab: ComparisonLab) -> None:
        for number, outcome in outcomes.items():
            lab.state.deliver(number, *outcome)
        lab.send(",".join(outcomes), params={"Delivery Timeout": seconds})

    return act


def followed_through_service(lab: ComparisonLab) -> None:
    lab.send(params=FOLLOW | {"From": lab.account.add_service()})


def followed_in_trouble(lab: ComparisonLab) -> None:
    lab.add_faults(Fault("status", path="fetch", status=503), Fault("html", path="fetch"))
    lab.send(params=FOLLOW)


SEND_FAILURES = (
    Scenario("send: to some", refused({SECOND}, {THIRD}), "C", "21610"),
    Scenario("send: to none", refused({PHONE, SECOND}, {THIRD}), "F", "21614"),
    Scenario("send: on trial", trial, "C", "21608"),
    Scenario("send: credentials refused", wrong_token, "F", "20003"),
    Scenario("send: Twilio's own hostile words", worded(NASTY), "C", "21999"),
    Scenario("send: Twilio's long words", worded("long\x07\n" + "word, " * 400), "C", "21999"),
    Scenario("send: error without a code", worded("?", code=None, status=418), "C", SENT),
    Scenario("send: newer error body", spoilt("json", status=400, body=PROBLEM), "F", "21211"),
    Scenario(
        "send: busy, then sent",
        spoilt("status", status=429, headers={"Retry-After": "1"}), "C", SENT,
    ),
    Scenario(
        "send: 503, not sent", spoilt("status", status=503), "C", SENT, exact=False, seconds=30
    ),
    Scenario(
        "send: 503, but sent",
        spoilt("status", status=503, acting="after"), "C", SENT,
    ),
    Scenario("send: cut, but sent", spoilt("cut", acting="after"), "C", SENT),
    Scenario("send: empty, but sent", spoilt("empty", acting="after"), "C", SENT),
    Scenario(
        "send: nothing is known", spoilt("cut", path=None, times=None), "C", "may have left",
        exact=False, seconds=8,
    ),
    Scenario(
        "send: never accepted", spoilt("status", status=503, times=None), "C", "20503",
        exact=False, seconds=8,
    ),
    Scenario("send: delivered", followed({PHONE: ("delivered",)}), "C", SENT, exact=False),
    Scenario(
        "send: delivered to some",
        followed({PHONE: ("delivered",), SECOND: ("undelivered", 30003), THIRD: ("failed", 30008)}),
        "C", "30003", exact=False,
    ),
    Scenario(
        "send: delivered to none",
        followed({PHONE: ("undelivered", 30005), SECOND: ("undelivered", 39999)}),
        "C", "30005", exact=False,
    ),
    Scenario(
        "send: no receipt in time", followed({PHONE: ("sent",)}, seconds="1"), "C", SENT,
        exact=False,
    ),
    Scenario("send: delivery timeout too long", followed({PHONE: ("sent",)}, seconds="301"), "F",
             "Delivery Timeout"),
    Scenario("send: delivery timeout no number", followed({PHONE: ("sent",)}, seconds="1.5"), "F",
             "Delivery Timeout"),
    Scenario("send: delivered by a service", followed_through_service, "C", SENT, exact=False),
    Scenario("send: delivered, after trouble", followed_in_trouble, "C", SENT, exact=False),
)  # fmt: skip
