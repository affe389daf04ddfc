"""Messages that come in, and the words that Twilio acts upon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from devkit.standin import addresses, segments
from devkit.standin.messages import Message, new_sid

if TYPE_CHECKING:
    from devkit.standin.accounts import Account, Service

OPT_OUT: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
OPT_IN: Final = frozenset({"START", "YES", "UNSTOP"})
AUTO_REPLY: Final = "You are opted out, or in again. Reply STOP or START to change it."
_HISTORY_STEP: Final = timedelta(minutes=1)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def receive(  # noqa: PLR0913, PLR0917 - the fields of a message
    account: Account, sender: str, to: str, body: str, instant: float, at: datetime | None = None
) -> Message:
    """Keep a message that arrives at an instant of the clock, and act upon its word.

    `at` is its date, None for that of the instant.
    """
    service = account.service_of(to)
    message = _row(account, sender, to, body, at or account.timeline.clock.at(instant))
    message.arrived = instant
    if service and account.assumptions.inbound_has_service_sid:
        message.service_sid = service.sid
    phone = addresses.phone_of(sender)
    account.last_written[phone] = max(message.created, account.last_written.get(phone, _NEVER))
    account.post(message)
    _act_on_keyword(account, message, phone, to, service)
    return message


def add_history(account: Account, count: int, pair: tuple[str, str], older_than: datetime) -> None:
    """Many old rows at once, from and to a pair of numbers; no listener is told of them."""
    for number in range(count, 0, -1):
        row = _row(account, *pair, f"Old message {number}", older_than - number * _HISTORY_STEP)
        row.serial = account.timeline.next_serial()
        account.rows[row.sid] = row


def _row(account: Account, sender: str, to: str, body: str, at: datetime) -> Message:
    moment = at.replace(microsecond=0)
    sent = moment + timedelta(seconds=account.assumptions.inbound_sent_after)
    return Message(
        sid=new_sid("SM"),
        account_sid=account.sid,
        direction="inbound",
        to=to,
        sender=account.assumptions.reply_from(sender),
        body=body,
        status="received",
        created=moment,
        updated=sent,
        sent=sent,
        segments=segments.count(body),
        arrived=float("-inf"),
    )


def _act_on_keyword(
    account: Account, message: Message, phone: str, own: str, service: Service | None
) -> None:
    """Twilio heeds no words on WhatsApp, nor on a short code that belongs to no service."""
    to = addresses.parse(own)
    if to is None or to.channel == "whatsapp" or (to.kind == "short code" and service is None):
        return
    word, opt_out = message.body.strip().upper(), service.opt_out_words if service else OPT_OUT
    pair = (phone, service.sid if service else own)
    if word in opt_out:
        account.opted_out.add(pair)
    elif word in OPT_IN:
        account.opted_out.discard(pair)
    else:
        return
    if account.assumptions.auto_replies_listed:
        row = _row(account, own, phone, AUTO_REPLY, message.created)
        row.direction, row.sender, row.status = "outbound-reply", own, "delivered"
        row.arrived = message.arrived
        account.post(row)
