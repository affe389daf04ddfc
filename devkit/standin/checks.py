"""What Twilio checks before it accepts a message, one rule at a time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from devkit.standin import addresses
from devkit.standin.errors import refusal

if TYPE_CHECKING:
    from devkit.standin.accounts import Account
    from devkit.standin.addresses import Address
    from devkit.standin.services import Service

LONGEST_BODY: Final = 1600
MOST_MEDIA: Final = 10
LONGEST_VALIDITY: Final = 36_000
_SERVICE_SID: Final = re.compile(r"MG[0-9a-fA-F]{32}", re.ASCII)
_NORTH_AMERICA_OR_BRITAIN: Final = ("+1", "+44")
_SOONEST, _LATEST = timedelta(minutes=15), timedelta(days=35)

MAGIC_RECIPIENTS: Final = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_SENDERS: Final = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550008": 21611,
}
MAGIC_GOOD_SENDER: Final = "+15005550006"
SAMPLE_TEXTS: Final = frozenset({"Hello from Twilio!", "Your appointment is tomorrow at 10:00."})
"""Samples in the manner of Twilio's; its own differ."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a create request asks for, as text; empty where it says nothing."""

    to: str = ""
    sender: str = ""
    service_sid: str = ""
    body: str = ""
    media: tuple[str, ...] = ()
    content_sid: str = ""
    content_variables: str = ""
    status_callback: str = ""
    validity: str = ""
    schedule: str = ""
    send_at: str = ""
    smart: bool = False


def content(account: Account, order: Order) -> None:
    """The rules about what is sent, whoever sends it."""
    if not order.to:
        raise refusal(21604)
    if not (order.body or order.media or order.content_sid):
        raise refusal(21602)
    _template(account, order)
    if account.samples_only and order.body not in SAMPLE_TEXTS:
        raise refusal(572006)
    if len(order.body) > LONGEST_BODY:
        raise refusal(21617)
    if len(order.media) > MOST_MEDIA:
        raise refusal(21623)
    if not all(_is_web_address(link) for link in order.media):
        raise refusal(21620)
    if order.status_callback and not _is_web_address(order.status_callback):
        raise refusal(21609)
    if order.validity and not _in_range(order.validity, LONGEST_VALIDITY):
        raise refusal(21624)


def variables(text: str) -> dict[str, str]:
    """The texts in `ContentVariables`; 21656 where it is no JSON object of texts of one line."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise refusal(21656) from None
    if not isinstance(found, dict) or not all(
        isinstance(one, str) and "\n" not in one for one in found.values()
    ):
        raise refusal(21656)
    return found


def _template(account: Account, order: Order) -> None:
    if order.content_variables and not order.content_sid:
        raise refusal(21654)
    if not order.content_sid:
        return
    if order.content_sid not in account.templates:
        raise refusal(21655)
    if order.body or order.media:
        raise refusal(20001, "Body and MediaUrl cannot be combined with ContentSid")
    variables(order.content_variables)


def recipient(order: Order) -> Address:
    """The recipient's address; 21211 where it is not one that can be sent to."""
    address = addresses.read_recipient(order.to, addresses.read_sender(order.sender))
    if address is None or address.kind != "number":
        raise refusal(21211, to=order.to)
    return address


def magic_recipient(to: Address) -> None:
    """Twilio's test numbers. What they do on a live account is not known; here, the same."""
    if code := MAGIC_RECIPIENTS.get(to.text):
        raise refusal(code, to=to.text)


def magic_sender(sender: str, *, others: int | None = None) -> None:
    """Twilio's test senders; `others` refuses every one but the good one."""
    code = MAGIC_SENDERS.get(sender)
    if code is None and sender != MAGIC_GOOD_SENDER:
        code = others
    if code:
        raise refusal(code, sender=sender)


def service(account: Account, order: Order) -> Service | None:
    """The Messaging Service that an order names."""
    if not order.service_sid:
        return None
    if not _SERVICE_SID.fullmatch(order.service_sid):
        raise refusal(21705)
    found = account.services.get(order.service_sid)
    if found is None:
        raise refusal(21701)
    return found


def pool(service: Service, to: Address) -> None:
    """A service must have a sender, and one that can reach the recipient."""
    if not service.pool:
        raise refusal(21704)
    if not service.usable(to):
        raise refusal(21703)


def sender(account: Account, order: Order, to: Address, service: Service | None) -> Address:
    """The sender that an order names, if the account may use it for this recipient."""
    address = addresses.read_sender(order.sender)
    if address is None:
        raise refusal(21212, sender=order.sender)
    if address.text not in account.senders:
        magic_sender(address.text)
    if address.text == to.text:
        raise refusal(21266, to=to.text)
    if address.channel != to.channel:
        raise refusal(21910)
    if address.kind == "name":
        if to.number.startswith(addresses.NORTH_AMERICA):
            raise refusal(21612, to=to.text, sender=address.text)
    else:
        _owned(account, address, to)
    if service and not service.holds(address.text):
        raise refusal(21606, sender=address.text)
    if address.text in account.full_queues:
        raise refusal(21611, sender=address.text)
    return address


def recipient_rules(account: Account, to: Address, sender: Address | None) -> None:
    """What the account, its country list and the line type say about a recipient."""
    facts = {"to": to.text, "sender": sender.text if sender else ""}
    if account.trial and to.text not in account.verified:
        raise refusal(21608, **facts)
    if any(to.number.startswith(prefix) for prefix in account.countries_off):
        raise refusal(21408, **facts)
    if to.text in account.not_mobile:
        raise refusal(21614, **facts)
    if to.text in account.landlines and not to.number.startswith(_NORTH_AMERICA_OR_BRITAIN):
        raise refusal(21635, **facts)
    if to.text in account.unroutable:
        raise refusal(21612, **facts)


def schedule(order: Order, now: datetime) -> datetime | None:
    """When a scheduled message is to leave; None for one that leaves now."""
    if order.schedule != "fixed":
        return None
    if not order.service_sid:
        raise refusal(35118)
    try:
        moment = datetime.fromisoformat(order.send_at)
    except ValueError:
        raise refusal(35111) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not _SOONEST <= moment - now <= _LATEST:
        raise refusal(35114)
    return moment


def _owned(account: Account, address: Address, to: Address) -> None:
    owned = account.senders.get(address.text)
    if owned is None and account.state.owner_of(address.text):
        raise refusal(21660, sender=address.text)
    if owned is None:
        raise refusal(21659 if address.channel == "sms" else 63007, sender=address.text)
    if not owned.sms:
        raise refusal(21606, sender=address.text)
    if not owned.reaches(to):
        raise refusal(21659, sender=address.text)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and bool(host) and "_" not in host


def _in_range(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and 1 <= int(text) <= most
