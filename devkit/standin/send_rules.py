"""What Twilio checks before it accepts a message, one rule at a time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from devkit.standin import addresses
from devkit.standin.errors import integer, refusal

if TYPE_CHECKING:
    from devkit.standin.accounts import Account, Service
    from devkit.standin.addresses import Address
    from devkit.standin.state import State

LONGEST_BODY: Final = 1600
MOST_MEDIA: Final = 10
LONGEST_VALIDITY: Final = 36_000
SAMPLE_TEXTS: Final = frozenset({"Hello from Twilio!", "Your appointment is tomorrow at 10:00."})
"""Samples in the manner of Twilio's; its own differ."""
_SERVICE_SID: Final = re.compile(r"MG[0-9a-fA-F]{32}", re.ASCII)
_LANDLINES_ACCEPTED: Final = ("+1", "+44")


@dataclass(frozen=True, slots=True)
class CreateParameters:
    """The form of a create request, as text; empty where it says nothing."""

    to: str = ""
    sender: str = ""
    service_sid: str = ""
    body: str = ""
    media: tuple[str, ...] = ()
    content_sid: str = ""
    content_variables: str = ""
    validity: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes, and what it leaves by: a sender, a service, or both."""

    to: Address
    sender: Address | None
    service: Service | None
    parameters: CreateParameters


def check_content(account: Account, parameters: CreateParameters) -> None:
    """The rules about what is sent, whoever sends it."""
    if not parameters.to:
        raise refusal(21604)
    if not (parameters.body or parameters.media or parameters.content_sid):
        raise refusal(21602)
    _check_template(account, parameters)
    if account.samples_only and parameters.body not in SAMPLE_TEXTS:
        raise refusal(572006)
    if len(parameters.body) > LONGEST_BODY:
        raise refusal(21617)
    if len(parameters.media) > MOST_MEDIA:
        raise refusal(21623)
    if not all(_is_web_address(link) for link in parameters.media):
        raise refusal(21620)
    if parameters.validity and integer(parameters.validity, 1, LONGEST_VALIDITY) is None:
        raise refusal(21624)


def find_route(state: State, account: Account, parameters: CreateParameters) -> Route:
    """The recipient and the sender of a message, if this account may send between them."""
    to = addresses.read_recipient(parameters.to, addresses.read_sender(parameters.sender))
    if to is None or to.kind != "number":
        raise refusal(21211, to=parameters.to)
    service = _find_service(account, parameters)
    sender = _find_sender(state, account, parameters, to) if parameters.sender else None
    if sender is None and service is None:
        raise refusal(21603)
    if service:
        _check_pool(service, sender, to)
    _check_recipient(account, to, sender)
    route = Route(to, sender, service, parameters)
    if has_opted_out(account, route):
        raise refusal(21610)
    return route


def has_opted_out(account: Account, route: Route) -> bool:
    """Whether the recipient opted out of this sender or of the whole service."""
    origins = {route.service.sid} if route.service else set()
    if route.sender:
        service = account.service_of(route.sender.text)
        origins |= {route.sender.text, *([service.sid] if service else [])}
    phone = addresses.phone_of(route.to.text)
    return any((phone, origin) in account.opted_out for origin in origins)


def read_variables(text: str) -> dict[str, str]:
    """The texts in `ContentVariables`; 21656 where it is no JSON object of texts of one line."""
    try:
        variables = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise refusal(21656) from None
    if not isinstance(variables, dict) or not all(
        isinstance(value, str) and "\n" not in value for value in variables.values()
    ):
        raise refusal(21656)
    return variables


def _check_template(account: Account, parameters: CreateParameters) -> None:
    if parameters.content_variables and not parameters.content_sid:
        raise refusal(21654)
    if not parameters.content_sid:
        return
    if parameters.content_sid not in account.templates:
        raise refusal(21655)
    if parameters.body or parameters.media:
        raise refusal(20001, "Body and MediaUrl cannot be combined with ContentSid")
    read_variables(parameters.content_variables)


def _find_service(account: Account, parameters: CreateParameters) -> Service | None:
    if not parameters.service_sid:
        return None
    if not _SERVICE_SID.fullmatch(parameters.service_sid):
        raise refusal(21705)
    service = account.services.get(parameters.service_sid)
    if service is None:
        raise refusal(21701)
    return service


def _find_sender(
    state: State, account: Account, parameters: CreateParameters, to: Address
) -> Address:
    sender = addresses.read_sender(parameters.sender)
    if sender is None:
        raise refusal(21212, sender=parameters.sender)
    if sender.text == to.text:
        raise refusal(21266, to=to.text)
    if sender.channel != to.channel:
        raise refusal(21910)
    if sender.kind == "name":
        if to.number.startswith(addresses.NORTH_AMERICA):
            raise refusal(21612, to=to.text, sender=sender.text)
        return sender
    if sender.text in account.senders:
        return sender
    if state.find_owner(sender.text):
        raise refusal(21660, sender=sender.text)
    raise refusal(21659 if sender.channel == "sms" else 63007, sender=sender.text)


def _check_pool(service: Service, sender: Address | None, to: Address) -> None:
    """A service must have the sender that was named, or one that can reach the recipient."""
    if sender:
        if not service.holds(sender.text):
            raise refusal(21606, sender=sender.text)
    elif not service.pool:
        raise refusal(21704)
    elif not service.usable_senders(to):
        raise refusal(21703)


def _check_recipient(account: Account, to: Address, sender: Address | None) -> None:
    facts = {"to": to.text, "sender": sender.text if sender else ""}
    if code := account.refused_recipients.get(to.text):
        raise refusal(code, **facts)
    if account.trial and to.text not in account.verified:
        raise refusal(21608, **facts)
    if to.text in account.landlines and not to.number.startswith(_LANDLINES_ACCEPTED):
        raise refusal(21635, **facts)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and "_" not in host
