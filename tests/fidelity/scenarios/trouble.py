"""Send SMS: refusals, lost answers, and how delivery ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from devkit.standin import Fault
from tests.fidelity.play import Scenario
from tests.fidelity.scenarios.sending import NASTY, SENT
from tests.fidelity.world import PHONE, SECOND, THIRD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.world import World

FOLLOW = {"Delivery Timeout": "20"}
THREE = f"{PHONE},{SECOND},{THIRD}"
PROBLEM = {
    "type": "https://www.twilio.com/docs/errors/21211", "title": "Invalid number",
    "status": 400, "code": 21211, "detail": "details",
}  # fmt: skip


def refused(landlines: set[str], opted_out: set[str] = frozenset()) -> Callable[[World], None]:  # type: ignore[assignment]
    def act(world: World) -> None:
        world.account.not_mobile |= landlines
        world.account.opted_out |= {(number, world.account.number) for number in opted_out}
        world.send(THREE)

    return act


def worded(body: str, **fields: Any) -> Callable[[World], None]:
    def act(world: World) -> None:
        words = {"status": 400, "code": 21999, "body": body} | fields
        world.spoil(Fault("status", path="create", to=SECOND, **words))
        world.send(f"{PHONE},{SECOND}")

    return act


def spoilt(kind: Any, **fields: Any) -> Callable[[World], None]:
    def act(world: World) -> None:
        world.spoil(Fault(kind, **{"path": "create"} | fields))
        world.send()

    return act


def trial(world: World) -> None:
    world.account.trial = True
    world.account.verified.add(PHONE)
    world.send(f"{PHONE},{SECOND}")


def wrong_token(world: World) -> None:
    world.send(THREE, settings=world.host.settings | {"AuthenticationToken": "0bad" * 8})


def followed(outcomes: dict[str, tuple[Any, ...]], *, seconds: str = "20") -> Any:
    def act(world: World) -> None:
        world.state.delivery.step = world.state.delivery.pick = 0.02
        for number, outcome in outcomes.items():
            world.state.deliver(number, *outcome)
        world.send(",".join(outcomes), params={"Delivery Timeout": seconds})

    return act


def followed_through_service(world: World) -> None:
    world.state.delivery.step = world.state.delivery.pick = 0.02
    world.send(params=FOLLOW | {"From": world.account.add_service()})


def followed_in_trouble(world: World) -> None:
    world.state.delivery.step = world.state.delivery.pick = 0.02
    world.spoil(Fault("status", path="fetch", status=503), Fault("html", path="fetch"))
    world.send(params=FOLLOW)


TROUBLE = (
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
        "send: 503, not sent", spoilt("status", status=503), "C", SENT, steady=False, seconds=8
    ),
    Scenario(
        "send: 503, but sent",
        spoilt("status", status=503, acting="after"), "C", SENT,
    ),
    Scenario("send: cut, but sent", spoilt("cut", acting="after"), "C", SENT),
    Scenario("send: empty, but sent", spoilt("empty", acting="after"), "C", SENT),
    Scenario(
        "send: nothing is known", spoilt("cut", path=None, times=None), "F", "may have left",
        steady=False, seconds=8,
    ),
    Scenario(
        "send: never accepted", spoilt("status", status=503, times=None), "F", "20503",
        steady=False, seconds=8,
    ),
    Scenario("send: delivered", followed({PHONE: ("delivered",)}), "C", SENT, steady=False),
    Scenario(
        "send: delivered to some",
        followed({PHONE: ("delivered",), SECOND: ("undelivered", 30003), THIRD: ("failed", 30008)}),
        "C", "30003", steady=False,
    ),
    Scenario(
        "send: delivered to none",
        followed({PHONE: ("undelivered", 30005), SECOND: ("undelivered", 39999)}),
        "F", "30005", steady=False,
    ),
    Scenario(
        "send: no receipt in time", followed({PHONE: ("sent",)}, seconds="1"), "C", SENT,
        steady=False,
    ),
    Scenario("send: delivery timeout too long", followed({PHONE: ("sent",)}, seconds="301"), "F",
             "Delivery Timeout"),
    Scenario("send: delivery timeout no number", followed({PHONE: ("sent",)}, seconds="1.5"), "F",
             "Delivery Timeout"),
    Scenario("send: delivered by a service", followed_through_service, "C", SENT, steady=False),
    Scenario("send: delivered, after trouble", followed_in_trouble, "C", SENT, steady=False),
)  # fmt: skip
