"""What the two sending actions share: their parameters, checked before the first request."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from TwilioAddresses import check_channels, read_recipients, read_sender
from TwilioConstants import (
    CASE_REFERENCE,
    ENTITY_SCOPE,
    FROM,
    MEDIA_URL,
    MESSAGE,
    NUMBERS_ONLY,
    PHONE_NUMBER,
    REPLY_OPTIONS,
    SENDER,
    WITH_ENTITIES,
)
from TwilioExceptions import TwilioConfigurationError
from TwilioSettings import SENDER_FORMS

if TYPE_CHECKING:
    from TwilioContext import ActionContext

MAX_TEXT = 1600  # characters; Twilio error 21617 beyond
MAX_MEDIA = 10  # Twilio error 21623 beyond
_INSIDE = (".local", ".localhost", ".localdomain", ".internal", ".lan", ".home.arpa")


class SendParameters(NamedTuple):
    """Whom to send what, and from where.

    Attributes:
        recipients: addresses as Twilio takes them, each once.
        message: the author's text, as typed.
        case_line: the line about the case, or nothing.
        sender: the sender as Twilio takes it.
        sender_name: the setting or parameter it came from.
    """

    recipients: tuple[str, ...]
    message: str
    case_line: str
    sender: str
    sender_name: str


def read_send_parameters(context: ActionContext) -> SendParameters:
    """Read and check the parameters both actions have.

    Raises:
        TwilioConfigurationError: one of them is wrong; nothing was requested from Twilio.
    """
    message = context.text(MESSAGE, mandatory=True, strip=False)
    sender, sender_name = _sender(context)
    recipients = read_recipients(context.text(PHONE_NUMBER, mandatory=True))
    scope = context.choice(ENTITY_SCOPE, (NUMBERS_ONLY, WITH_ENTITIES))
    with_case = context.flag(CASE_REFERENCE, default=False)
    if scope == WITH_ENTITIES:
        phones = context.phone_entities()
        recipients += read_recipients("\n".join(phones)) if phones else []
    check_channels(sender, sender_name, recipients)
    case_line = context.case_line() if with_case else ""
    return SendParameters(tuple(dict.fromkeys(recipients)), message, case_line, sender, sender_name)


def _sender(context: ActionContext) -> tuple[str, str]:
    typed = context.text(FROM)
    if not typed:
        return context.settings.sender, SENDER
    found = read_sender(typed)
    if found is None:
        raise TwilioConfigurationError(f"{FROM} {SENDER_FORMS}; nothing was sent.")
    return found, FROM


def read_media_urls(context: ActionContext) -> tuple[str, ...]:
    """Read the pictures to send along.

    Twilio fetches them itself, so they must be public; https, so that nobody swaps them.

    Raises:
        TwilioConfigurationError: an address is no https address, or there are too many
            (error 21623).
    """
    urls = tuple(part.strip() for part in context.text(MEDIA_URL).split(",") if part.strip())
    if len(urls) > MAX_MEDIA:
        raise TwilioConfigurationError(
            f"{MEDIA_URL} holds {len(urls)} addresses, and Twilio takes {MAX_MEDIA}; nothing was "
            "sent."
        )
    for url in urls:
        if not _is_public_https(url):
            raise TwilioConfigurationError(
                f'{MEDIA_URL} holds "{url[:80]}", which is no public https:// address; nothing was '
                "sent."
            )
    return urls


def _is_public_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme != "https" or not url.isprintable() or " " in url:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        name = host.removesuffix(".")
        # A last part of digits makes it an address in a short form, such as 127.1.
        is_name = "." in name and not name.rpartition(".")[2].isdecimal()
        return is_name and not name.endswith(_INSIDE)


def compose(message: str, case_line: str = "", how_to_answer: str = "") -> str:
    """Put a text together and check its length.

    Args:
        message: what the author wrote, kept as it is.
        case_line: a line to add, or nothing.
        how_to_answer: lines to add, or nothing.

    Raises:
        TwilioConfigurationError: it is longer than Twilio takes (error 21617).
    """
    text = "\n".join([message, *filter(None, (case_line, how_to_answer))])
    excess = len(text) - MAX_TEXT
    if excess > 0:
        cures = [f"shorten {MESSAGE} by {excess:,}"] if excess < len(message) else []
        if len(case_line) >= excess:
            cures.append(f"turn {CASE_REFERENCE} off")
        if not cures:
            cures.append(f"shorten {REPLY_OPTIONS}")
        cure = " or ".join(cures)
        raise TwilioConfigurationError(
            f"The text has {len(text):,} characters with all that the action adds, and Twilio "
            f"takes {MAX_TEXT:,}; nothing was sent. {cure[0].upper()}{cure[1:]}."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TwilioConfigurationError(
            f"{MESSAGE} holds half a character (a lone surrogate); nothing was sent. Type it again."
        ) from None
    return text
