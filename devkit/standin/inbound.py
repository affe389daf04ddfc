"""Messages that come in, and the words that Twilio acts upon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from devkit.standin import addresses, segments
from devkit.standin.messages import Message, Outcome, new_sid

if TYPE_CHECKING:
    from devkit.standin.accounts import Account, Service

OPT_OUT: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
OPT_IN: Final = frozenset({"START", "YES", "UNSTOP"})
AUTO_REPLY: Final = "You are opted out, or in again. Reply STOP or START to change it."
_HISTORY_STEP: Final = timedelta(minutes=1)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Incoming(NamedTuple):
    """An inbound message before it becomes a row; `at` is its date, None for now."""

    sender: str
    to: str
    body: str
    at: datetime | None = None
    outcome: Outcome = Outcome("received")
    media: tuple[str, ...] = ()


def receive(account: Account, incoming: Incoming, instant: float) -> Message:
    """Keep a message that arrives at an instant of the clock, and act upon its word."""
    service = account.service_of(incoming.to)
    message = _row(account, incoming, instant)
    if service and account.assumptions.inbound_has_service_sid:
        message.service_sid = service.sid
    phone = addresses.phone_of(incoming.sender)
    account.last_written[phone] = max(message.created, account.last_written.get(phone, _NEVER))
    account.post(message)
    _act_on_keyword(account, incoming, service, instant)
    return message


def add_history(account: Account, count: int, pair: tuple[str, str], older_than: datetime) -> None:
    """Many old rows at once, from and to a pair of numbers; no listener is told of them."""
    for number in range(count, 0, -1):
        moment = older_than.replace(microsecond=0) - number * _HISTORY_STEP
        row = _row(account, Incoming(*pair, f"Old message {number}", moment), float("-inf"))
        row.serial = account.timeline.next_serial()
        account.rows[row.sid] = row


def _row(account: Account, incoming: Incoming, instant: float) -> Message:
    moment = (incoming.at or account.timeline.clock.at(instant)).replace(microsecond=0)
    sent = moment + timedelta(seconds=account.assumptions.inbound_sent_after)
    return Message(
        sid=new_sid("MM" if incoming.media else "SM"),
        account_sid=account.sid,
        direction="inbound",
        to=incoming.to,
        sender=account.assumptions.reply_from(incoming.sender),
        body=incoming.body,
        status=incoming.outcome.status,
        created=moment,
        updated=sent,
        sent=sent,
        segments=segments.count(incoming.body),
        error_code=incoming.outcome.error_code,
        media=incoming.media,
        arrived=instant,
    )


def _act_on_keyword(
    account: Account, incoming: Incoming, service: Service | None, instant: float
) -> None:
    """Twilio heeds no words on WhatsApp, nor on a short code that belongs to no service."""
    to = addresses.parse(incoming.to)
    if to is None or to.channel == "whatsapp" or (to.kind == "short code" and service is None):
        return
    word, opt_out = incoming.body.strip().upper(), service.opt_out_words if service else OPT_OUT
    pair = (addresses.phone_of(incoming.sender), service.sid if service else incoming.to)
    if word in opt_out:
        account.opted_out.add(pair)
    elif word in OPT_IN:
        account.opted_out.discard(pair)
    else:
        return
    if account.assumptions.auto_replies_listed:
        reply = Incoming(incoming.to, incoming.sender, AUTO_REPLY, outcome=Outcome("delivered"))
        row = _row(account, reply, instant)
        row.direction, row.sender = "outbound-reply", incoming.to
        account.post(row)
