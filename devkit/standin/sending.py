"""Creating a message: what Twilio refuses, and the row it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from devkit.standin import addresses, checks, segments
from devkit.standin.delivery import Outcome, Step
from devkit.standin.errors import refusal
from devkit.standin.messages import Message, new_sid

if TYPE_CHECKING:
    from devkit.standin.accounts import Account
    from devkit.standin.addresses import Address
    from devkit.standin.checks import Order
    from devkit.standin.services import Service

_WHATSAPP_WINDOW: Final = timedelta(hours=24)
TRIAL_PREFIX: Final = "Sent from your Twilio trial account - "


@dataclass(frozen=True, slots=True)
class _Route:
    """Where a message goes, and what it leaves by: a sender, a service, or both."""

    to: Address
    sender: Address | None
    service: Service | None
    order: Order


def create(account: Account, order: Order) -> Message:
    """Accept an order and return the new row, not yet sent; it moves on with the clock.

    Raises:
        ApiError: Twilio would refuse the order.
    """
    instant = account.state.clock.instant()
    checks.content(account, order)
    route = _route(account, order)
    if account.daily_limit is not None and len(account.outbound()) >= account.daily_limit:
        raise refusal(63038, account=account.sid)
    scheduled = checks.schedule(order, account.state.clock.now())
    message = _row(account, order, route, instant)
    if scheduled is None:
        _send_off(account, message, route, instant)
    else:
        message.status = "scheduled"
        due = instant + (scheduled - message.created).total_seconds()
        account.state.agenda.add(due, partial(_begin, account, message, route))
    return account.post(message)


def create_as_test(account: Account, order: Order) -> Message:
    """What test credentials get: the magic numbers' answers, and a row that nobody keeps."""
    checks.content(account, order)
    to = checks.recipient(order)
    checks.magic_recipient(to)
    if not order.sender:
        raise refusal(21603)
    checks.magic_sender(order.sender, others=21606)
    route = _Route(to, addresses.read_sender(order.sender), None, order)
    message = _row(account, order, route, account.state.clock.instant())
    message.account_sid = account.test_credentials.sid
    return message


def _route(account: Account, order: Order) -> _Route:
    to = checks.recipient(order)
    checks.magic_recipient(to)
    service = checks.service(account, order)
    sender = checks.sender(account, order, to, service) if order.sender else None
    if sender is None and service is None:
        raise refusal(21603)
    if service and sender is None:
        checks.pool(service, to)
    checks.recipient_rules(account, to, sender)
    route = _Route(to, sender, service, order)
    if _left(account, route) and not (service and service.late_opt_out):
        raise refusal(21610)
    return route


def _left(account: Account, route: _Route) -> bool:
    """Whether the recipient opted out of this sender or of the whole service."""
    reached_by = {route.service.sid} if route.service else set()
    if route.sender:
        home = account.service_of(route.sender.text)
        reached_by |= {route.sender.text, *([home.sid] if home else [])}
    return any((route.to.text, by) in account.opted_out for by in reached_by)


def _row(account: Account, order: Order, route: _Route, instant: float) -> Message:
    moment = account.state.clock.at(instant)
    body = (TRIAL_PREFIX if account.trial else "") + _text(account, order)
    return Message(
        sid=new_sid("MM" if order.media else "SM"),
        account_sid=account.sid,
        direction="outbound-api",
        to=route.to.text,
        sender=route.sender.text if route.sender else None,
        body=body,
        status="queued" if route.sender else "accepted",
        created=moment,
        updated=moment,
        segments=_segments(body, route) if route.sender else 0,
        service_sid=route.service.sid if route.service else None,
        media=order.media,
        media_sids=tuple(new_sid("ME") for _ in order.media),
        born=instant,
    )


def _text(account: Account, order: Order) -> str:
    """The body, or the template with its variables filled in."""
    if not order.content_sid:
        return order.body
    text = account.templates[order.content_sid]
    for name, value in checks.variables(order.content_variables).items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text


def _segments(body: str, route: _Route) -> int:
    return segments.count(segments.smart(body) if route.order.smart else body)


def _send_off(account: Account, message: Message, route: _Route, instant: float) -> None:
    """Put every later status of a message on the agenda."""
    state = account.state
    road = state.delivery.road(message.status, message.to, outcome=_outcome(account, route))
    road = _within_validity(road, float(route.order.validity or checks.LONGEST_VALIDITY))
    arrives = not road or road[-1].outcome.status not in {"undelivered", "failed"}
    for step in road:
        act = partial(_advance, account, message, route, step, arrives)
        state.agenda.add(instant + step.after, act)


def _outcome(account: Account, route: _Route) -> Outcome | None:
    """Where a message must end; None where nothing speaks against its arrival."""
    if _left(account, route):
        return Outcome("failed", 21610)
    to = route.to
    if to.text in account.state.delivery.outcomes:
        return None
    if to.channel == "whatsapp" and not route.order.content_sid:
        last = account.last_written.get(addresses.phone_of(to.text))
        if last is None or account.state.clock.now() - last > _WHATSAPP_WINDOW:
            return Outcome("failed", 63016)
    return Outcome("undelivered", 30006) if to.text in account.landlines else None


def _within_validity(road: list[Step], seconds: float) -> list[Step]:
    """The steps of a message that fails where it has to wait longer than this for its turn."""
    for index, step in enumerate(road):
        if step.outcome.status == "sending" and step.after > seconds:
            return [*road[:index], Step(seconds, Outcome("failed", 30036))]
    return road


def _begin(account: Account, message: Message, route: _Route, instant: float) -> None:
    """A scheduled message's hour has come."""
    if message.status == "scheduled":
        account.move(message, Outcome("queued" if route.sender else "accepted"), instant)
        _send_off(account, message, route, instant)


def _advance(  # noqa: PLR0913, PLR0917 - bound one by one, for the agenda
    account: Account,
    message: Message,
    route: _Route,
    step: Step,
    arrives: bool,
    instant: float,
) -> None:
    if account.box.get(message.sid) is None or message.status == "canceled":
        return
    if step.outcome.status == "queued" and route.service:
        account.box.take_off(message)
        message.sender = route.service.pick(route.to)
        message.segments = _segments(message.body, route)
        account.box.put_back(message)
    account.move(message, step.outcome, instant)
    if step.outcome.status == "sent" and arrives:
        account.state.phone(message.to).reach(message, instant)
