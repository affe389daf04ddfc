"""The parameters of both sending actions, checked before the first request."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from TwilioAddresses import SENDER_FORMS, has_country_code, read_address, read_sender
from TwilioConstants import (
    CASE_REFERENCE,
    CONTENT_SID,
    CONTENT_VARIABLES,
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
from TwilioExceptions import TwilioParameterError
from TwilioModels import Delivery
from TwilioSentences import list_numbers, quote

if TYPE_CHECKING:
    from TwilioContent import Content
    from TwilioContext import ActionContext

MAX_TEXT = 1600  # characters; Twilio error 21617 beyond
MAX_MEDIA = 10  # Twilio error 21623 beyond
_INSIDE = (".local", ".localhost", ".localdomain", ".internal", ".lan", ".home.arpa")
_BETWEEN_URLS = r"\n|\r|[,;](?=\s|\Z|\w+://)"  # an address may hold commas
_TEL_PARAMETER = re.compile(r"[A-Za-z-]+=")
_MAX_NOTES = 5
_SHOWN = 40  # characters of an item in a sentence


class SendParameters(NamedTuple):
    """Whom to send what, and from where.

    Attributes:
        recipients: addresses as Twilio takes them, each once.
        message: the author's text, as typed.
        case_line: the line about the case, or nothing.
        sender: the sender as Twilio takes it.
        sender_name: the setting or parameter it came from.
        notes: sentences that say how numbers without `+` were read.
        skipped: the phone entities that cannot be sent to, as rows `not_sent`.
        content: the template that is sent in place of the text, or None.
    """

    recipients: tuple[str, ...]
    message: str
    case_line: str
    sender: str
    sender_name: str
    notes: tuple[str, ...] = ()
    skipped: tuple[Delivery, ...] = ()
    content: Content | None = None


def read_send_parameters(context: ActionContext, *, waits: bool = False) -> SendParameters:
    """Return the parameters that both actions have, checked.

    Args:
        context: the run.
        waits: whether an answer is awaited, which a template must then ask for.

    Raises:
        TwilioParameterError: one of them is wrong; nothing was requested from Twilio.
    """
    message = context.text(MESSAGE, mandatory=True, strip=False)
    sender, sender_name = _sender(context)
    typed = _numbers(context, PHONE_NUMBER, sender, sender_name)
    if not typed:
        raise TwilioParameterError(f"{PHONE_NUMBER} is empty", "Write it like +14155550123.")
    entities, skipped = _entities(context, sender, sender_name)
    content = None
    if context.text(CONTENT_SID) or context.text(CONTENT_VARIABLES):
        from TwilioContent import read_content  # noqa: PLC0415 (few messages are templates)

        content = read_content(context, message, waits=waits)
    case_line = context.case_line() if context.flag(CASE_REFERENCE, default=False) else ""
    read = typed | entities
    recipients = tuple(dict.fromkeys(read.values()))
    return SendParameters(
        recipients, message, case_line, sender, sender_name, _notes(read), skipped, content
    )


def read_numbers(
    context: ActionContext, name: str, sender: str, sender_name: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read another list of phone numbers by the rules of `Phone Number`.

    Args:
        context: the run.
        name: the parameter.
        sender: as `read_sender` returned it.
        sender_name: the setting or parameter it came from.

    Returns:
        The addresses, each once, and sentences that say how those without `+` were read.

    Raises:
        TwilioParameterError: an item is no number, named.
    """
    read = _numbers(context, name, sender, sender_name)
    return tuple(dict.fromkeys(read.values())), _notes(read)


def _sender(context: ActionContext) -> tuple[str, str]:
    typed = context.text(FROM)
    if not typed:
        return context.settings.sender, SENDER
    found = read_sender(typed)
    if found is None:
        raise TwilioParameterError(f"{FROM} is {_shown(typed)}", f"It {SENDER_FORMS}.")
    return found, FROM


def _numbers(context: ActionContext, name: str, sender: str, sender_name: str) -> dict[str, str]:
    """Return each item of a list with the address it was read as.

    Raises:
        TwilioParameterError: naming each item that cannot be sent to, with the reason.
    """
    items: list[str] = []
    for item in context.items(name):
        if items and _TEL_PARAMETER.match(item):  # tel:555-0123;phone-context=+1-415
            items[-1] += f";{item}"
        else:
            items.append(item)
    read: dict[str, str] = {}
    reasons: dict[str, list[str]] = {}
    for item in dict.fromkeys(items):
        try:
            read[item] = read_address(item, sender)
        except ValueError as error:
            reasons.setdefault(_reason(error, sender_name), []).append(_shown(item))
    if reasons:
        wrong = "; ".join(
            f"{'each of ' * (len(them) > 1)}{list_numbers(them)} {why}"
            for why, them in reasons.items()
        )
        raise TwilioParameterError(
            f"{name} is wrong: {wrong}", "Write each number like +14155550123."
        )
    return read


def _entities(
    context: ActionContext, sender: str, sender_name: str
) -> tuple[dict[str, str], tuple[Delivery, ...]]:
    """Return the phone entities with their addresses, and those that have none as rows."""
    read: dict[str, str] = {}
    skipped: list[Delivery] = []
    if context.choice(ENTITY_SCOPE, (NUMBERS_ONLY, WITH_ENTITIES)) == WITH_ENTITIES:
        for identifier in dict.fromkeys(context.phone_entities()):
            try:
                read[identifier] = read_address(identifier, sender)
            except ValueError as error:
                why = f"This phone entity was left out: it {_reason(error, sender_name)}."
                skipped.append(Delivery(_shown(identifier)[1:-1], error_message=why))
    return read, tuple(skipped)


def _reason(error: ValueError, sender_name: str) -> str:
    return str(error).replace("the sender", f"the sender in {sender_name}")


def _notes(read: dict[str, str]) -> tuple[str, ...]:
    notes = [
        f"{_shown(item)[1:-1]} was read as {address}."
        for item, address in read.items()
        if not has_country_code(item)
    ]
    more = len(notes) - _MAX_NOTES
    if more <= 1:
        return tuple(notes)
    rest = f"{more:,} more numbers without + were read by the same rule."
    return (*notes[:_MAX_NOTES], rest)


def _shown(text: str) -> str:
    return quote(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def read_media_urls(context: ActionContext) -> tuple[str, ...]:
    """Return the addresses of the pictures to send along.

    Twilio fetches them itself, so they must be public; https, so that nobody can replace them.

    Raises:
        TwilioParameterError: an address is no https address, there are too many
            (error 21623), or a template is sent, which holds its own.
    """
    urls = context.items(MEDIA_URL, pattern=_BETWEEN_URLS)
    if urls and context.text(CONTENT_SID):
        problem = f"{MEDIA_URL} and {CONTENT_SID} are both filled in, and a template has its media"
        raise TwilioParameterError(problem, "Empty one of them.")
    if len(urls) > MAX_MEDIA:
        problem = f"{MEDIA_URL} holds {len(urls):,} addresses, and Twilio takes {MAX_MEDIA}"
        raise TwilioParameterError(problem, "Remove some.")
    for url in urls:
        if not _is_public_https(url):
            problem = f"{MEDIA_URL} holds {_shown(url)}, which is no public https:// address"
            raise TwilioParameterError(problem, "Write it like https://example.com/picture.png.")
    return tuple(urls)


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
    """Return a text with what the action adds, its length checked.

    Args:
        message: what the author wrote, kept as it is.
        case_line: a line to add, or nothing.
        how_to_answer: lines to add, or nothing.

    Raises:
        TwilioParameterError: it is longer than Twilio takes (error 21617).
    """
    text = "\n".join([message, *filter(None, (case_line, how_to_answer))])
    excess = len(text) - MAX_TEXT
    cures = [f"shorten {MESSAGE} by {excess:,}"] if excess < len(message) else []
    if case_line and excess <= len(case_line) + 1:  # its line end goes, too
        cures.append(f"turn {CASE_REFERENCE} off")
    cure = " or ".join(cures or [f"shorten {REPLY_OPTIONS}"])
    return check_text(MESSAGE, text, f"{cure[0].upper()}{cure[1:]}.")


def check_text(name: str, text: str, cure: str) -> str:
    """Refuse a text that Twilio does not take.

    Args:
        name: the parameter that it came from.
        text: with all that the action adds.
        cure: what to do where it is too long.

    Returns:
        The text.

    Raises:
        TwilioParameterError: it is longer than Twilio takes (error 21617), or holds half a
            character.
    """
    if len(text) > MAX_TEXT:
        raise TwilioParameterError(
            f"The text of {name} has {len(text):,} characters with all that the action adds, and "
            f"Twilio takes {MAX_TEXT:,}",
            cure,
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        problem = f"{name} holds half a character (a lone surrogate)"
        raise TwilioParameterError(problem, "Type it again.") from None
    return text
