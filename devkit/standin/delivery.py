"""How messages move on after they were accepted: which status, after how many seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from devkit.standin import addresses, segments
from devkit.standin.messages import Outcome

if TYPE_CHECKING:
    from devkit.standin.accounts import Account
    from devkit.standin.messages import Message
    from devkit.standin.send_rules import Route
    from devkit.standin.state import State

_SUCCESS: Final = ("accepted", "queued", "sending", "sent", "delivered", "read")
STATUSES: Final = (*_SUCCESS, "undelivered", "failed")
_DELIVERED: Final = Outcome("delivered")
_WHATSAPP_WINDOW: Final = timedelta(hours=24)


@dataclass(slots=True)
class Delivery:
    """How fast messages move and where they end. All times are seconds.

    `pick` passes until a Messaging Service has chosen a sender, `step` between two statuses. A
    number that has no outcome of its own in `outcomes` gets its messages.
    """

    pick: float = 0.2
    step: float = 0.2
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def schedule(state: State, account: Account, message: Message, route: Route) -> None:
    """Put every later status of an accepted message on the timeline."""
    last, instant = _last_outcome(state, account, route), message.arrived
    arrives = last.status not in {"undelivered", "failed"}
    for status in _statuses_between(message.status, last.status):
        instant += state.delivery.pick if status == "queued" else state.delivery.step
        outcome = last if status == last.status else Outcome(status)
        action = partial(_advance, state, account, message, route, outcome, arrives)
        state.timeline.call_at(instant, action)


def _last_outcome(state: State, account: Account, route: Route) -> Outcome:
    to, own = route.to, state.delivery.outcomes.get(route.to.text)
    if own is not None:
        return own
    if to.channel == "whatsapp" and not route.parameters.content_sid:
        last = account.last_written.get(addresses.phone_of(to.text))
        if last is None or account.timeline.clock.now() - last > _WHATSAPP_WINDOW:
            return Outcome("failed", 63016)
    if to.text in account.landlines:
        return Outcome("undelivered", 30006)
    return _DELIVERED


def _statuses_between(first: str, last: str) -> tuple[str, ...]:
    """A message fails before `sending`, and turns out undelivered after `sent`."""
    begin = _SUCCESS.index(first) + 1
    if last == "failed":
        return (*_SUCCESS[begin : _SUCCESS.index("sending")], "failed")
    if last == "undelivered":
        return (*_SUCCESS[begin : _SUCCESS.index("delivered")], "undelivered")
    return _SUCCESS[begin : _SUCCESS.index(last) + 1]


def _advance(  # noqa: PLR0913, PLR0917 - bound one by one, for the timeline
    state: State,
    account: Account,
    message: Message,
    route: Route,
    outcome: Outcome,
    arrives: bool,
    instant: float,
) -> None:
    if outcome.status == "queued" and route.service:
        message.sender = route.service.usable_senders(route.to)[0].text
        message.segments = segments.count(message.body)
    account.set_status(message, outcome, instant)
    if outcome.status == "sent" and arrives:
        state.phone(route.to.text).receive(message, instant)
