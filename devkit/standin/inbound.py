"""Messages that come in, and the words that Twilio acts upon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from devkit.standin import addresses, segments
from devkit.standin.messages import Message, Outcome, new_sid

if TYPE_CHECKING:
    from devkit.standin.accounts import Account, Service

Keyword = Literal["out", "in", "info"]

OPT_OUT: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
OPT_IN: Final = frozenset({"START", "YES", "UNSTOP"})
TOLL_FREE_OPT_IN: Final = frozenset({"START", "UNSTOP"})
INFO: Final = frozenset({"HELP", "INFO"})

AUTO_REPLIES: Final[dict[Keyword, str]] = {
    "out": "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe.",
    "in": "You have successfully been re-subscribed to messages from this number. "
    "Reply STOP to unsubscribe.",
    "info": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
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
        account.mailbox.add(row)


def keyword(
    body: str, *, opt_out: frozenset[str] = OPT_OUT, toll_free: bool = False
) -> Keyword | None:
    """What a text means to Twilio, or None where it is an ordinary message.

    Args:
        body: The text.
        opt_out: The opt-out words, in capitals; a Messaging Service can have its own.
        toll_free: Whether it came in on a toll-free number.
    """
    word = body.strip().upper()
    if word in opt_out:
        return "out"
    if word in (TOLL_FREE_OPT_IN if toll_free else OPT_IN):
        return "in"
    return "info" if word in INFO else None


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
    words = service.opt_out_words if service else OPT_OUT
    meaning = keyword(incoming.body, opt_out=words, toll_free=to.toll_free)
    if meaning is None:
        return
    pair = (addresses.phone_of(incoming.sender), service.sid if service else incoming.to)
    if meaning == "out":
        account.opted_out.add(pair)
    elif meaning == "in":
        account.opted_out.discard(pair)
    if account.assumptions.auto_replies_listed:
        body = AUTO_REPLIES[meaning]
        reply = Incoming(incoming.to, incoming.sender, body, outcome=Outcome("delivered"))
        row = _row(account, reply, instant)
        row.direction, row.sender = "outbound-reply", incoming.to
        account.post(row)
