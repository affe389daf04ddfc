"""Messages that come in: how they are kept, and the words that Twilio acts upon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from devkit.standin import addresses, segments
from devkit.standin.keywords import AUTO_REPLIES, OPT_OUT, Keyword, keyword
from devkit.standin.messages import Message, new_sid

if TYPE_CHECKING:
    from devkit.standin.accounts import Account
    from devkit.standin.services import Service

_APART = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Arriving(NamedTuple):
    """An inbound message before it is kept."""

    sender: str
    to: str
    body: str
    at: datetime | None = None
    status: str = "received"
    error_code: int | None = None
    media: tuple[str, ...] = ()


def receive(account: Account, text: Arriving, instant: float) -> Message:
    """Keep an inbound message that arrives at an instant of the clock, and act upon its word."""
    service = account.service_of(text.to)
    message = _row(account, text, instant)
    message.service_sid = service.sid if service else None
    phone = addresses.phone_of(text.sender)
    account.last_written[phone] = max(message.created, account.last_written.get(phone, _NEVER))
    _heed(account, message, service, instant)
    if service and not service.logs_inbound:
        message.logged = False
        return message
    return account.post(message)


def seed(account: Account, count: int, pair: tuple[str, str], older_than: datetime) -> None:
    """Many old rows at once, from and to a pair of numbers; nobody is told of them."""
    rows = []
    for number in range(count, 0, -1):
        moment = older_than.replace(microsecond=0) - number * _APART
        row = _row(account, Arriving(*pair, f"Old message {number}", moment), float("-inf"))
        row.serial = account.state.next_serial()
        rows.append(row)
    account.box.add_many(rows)


def _row(account: Account, text: Arriving, instant: float) -> Message:
    moment = text.at or account.state.clock.at(instant)
    moment = moment.replace(microsecond=0)
    return Message(
        sid=new_sid("MM" if text.media else "SM"),
        account_sid=account.sid,
        direction="inbound",
        to=text.to,
        sender=text.sender,
        body=text.body,
        status=text.status,
        created=moment,
        updated=moment,
        sent=moment,
        segments=segments.count(text.body),
        error_code=text.error_code,
        media=text.media,
        media_sids=tuple(new_sid("ME") for _ in text.media),
        born=instant,
    )


def _heed(account: Account, message: Message, service: Service | None, instant: float) -> None:
    meaning = _meaning(message, service)
    if meaning is None or message.sender is None:
        return
    pair = (addresses.phone_of(message.sender), message.service_sid or message.to)
    if meaning == "out":
        account.opted_out.add(pair)
    elif meaning == "in":
        account.opted_out.discard(pair)
    if account.logs_auto_replies:
        account.post(_auto_reply(account, message, AUTO_REPLIES[meaning], instant))


def _meaning(message: Message, service: Service | None) -> Keyword | None:
    """What a text means; Twilio heeds no words on WhatsApp and on a short code of no service."""
    to = addresses.parse(message.to)
    if to is None or to.channel == "whatsapp" or (to.kind == "short code" and service is None):
        return None
    words = service.opt_out_words if service else OPT_OUT
    return keyword(message.body, opt_out=words, toll_free=to.toll_free)


def _auto_reply(account: Account, message: Message, body: str, instant: float) -> Message:
    text = Arriving(message.to, message.sender or "", body, status="delivered")
    row = _row(account, text, instant)
    row.direction = "outbound-reply"
    row.service_sid = message.service_sid
    return row
