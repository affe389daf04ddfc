"""The integration's settings, read from the platform's values and checked at once."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from TwilioAddresses import SENDER_FORMS, is_sid, read_sender
from TwilioConstants import (
    ACCOUNT_SID,
    API_ROOT,
    AUTH_TOKEN,
    DEFAULT_API_ROOT,
    SENDER,
    VERIFY_SSL,
)
from TwilioExceptions import TwilioConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIKE_A_SID = 22  # characters: a longer word that begins like a SID is taken for a mistyped one


class Settings:
    """One configured instance.

    Attributes:
        account_sid: the account whose messages are sent and read.
        username: what signs in: the account's SID, or an API key's.
        secret: the auth token, or the API key's secret.
        sender: the default sender, in a form Twilio takes.
        api_root: scheme and host of the API, without a trailing slash.
        verify_ssl: whether the API's certificate must be valid.
    """

    # No NamedTuple: making one takes a third of a millisecond of each run. So nothing shows the
    # secret either.
    def __init__(  # noqa: PLR0913 (one attribute each)
        self,
        account_sid: str,
        username: str,
        secret: str,
        *,
        sender: str,
        api_root: str,
        verify_ssl: bool,
    ) -> None:
        self.account_sid = account_sid
        self.username = username
        self.secret = secret
        self.sender = sender
        self.api_root = api_root
        self.verify_ssl = verify_ssl


def read_settings(values: Mapping[str, Any]) -> Settings:
    """Return what the platform holds for this instance, checked.

    Args:
        values: property name to value, as the platform's configuration gives them; a
            property that is absent or empty takes its default.

    Raises:
        TwilioConfigurationError: naming every problem by its property, no secret among them.
    """
    problems: list[str] = []
    account = _account(_text(values, ACCOUNT_SID), problems)
    username, secret = _credential(_text(values, AUTH_TOKEN), account, problems)
    sender = _sender(_text(values, SENDER), problems)
    api_root = _api_root(_text(values, API_ROOT) or DEFAULT_API_ROOT, problems)
    verify_ssl = _flag(_text(values, VERIFY_SSL) or "true", problems)
    if problems:
        raise TwilioConfigurationError(
            f"The integration's settings need correcting: {'; '.join(problems)}."
        )
    return Settings(
        account, username, secret, sender=sender, api_root=api_root, verify_ssl=verify_ssl
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value).strip()


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _account(text: str, problems: list[str]) -> str:
    if not text:
        problems.append(f"{ACCOUNT_SID} is empty")
    elif not is_sid(text, "AC"):
        problems.append(f"{ACCOUNT_SID} must be AC followed by 32 hexadecimal digits")
    return text


def _credential(text: str, account: str, problems: list[str]) -> tuple[str, str]:
    sid, slash, rest = text.partition("/")
    if not text:
        problems.append(f"{AUTH_TOKEN} is empty")
    elif not _is_plain(text):
        problems.append(f"{AUTH_TOKEN} holds a blank or a character that no Twilio secret has")
    elif rest and (is_sid(sid, "AC") or is_sid(sid, "SK")):
        if sid.startswith("AC") and sid.lower() != account.lower():
            problems.append(f"{AUTH_TOKEN} names another account than {ACCOUNT_SID}")
        return sid, rest
    elif text.startswith(("AC", "SK")) and (slash or len(text) >= _LIKE_A_SID):
        problems.append(
            f"{AUTH_TOKEN} must be the auth token alone, or an API key as SK…/secret, or AC…/token"
        )
    return account, text


def _sender(text: str, problems: list[str]) -> str:
    found = read_sender(text)
    if not text:
        problems.append(f"{SENDER} is empty")
    elif found is None:
        problems.append(f"{SENDER} {SENDER_FORMS}")
    return found or ""


def _api_root(text: str, problems: list[str]) -> str:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not host or extra or not _is_plain(text):
        problems.append(f"{API_ROOT} must be a host like {DEFAULT_API_ROOT}, without a path")
    elif parts.scheme == "http" and not is_loopback(host):
        problems.append(f"{API_ROOT} must begin with https:// (http is for a loopback address)")
    return f"{parts.scheme}://{parts.netloc}"


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine by its very name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _flag(text: str, problems: list[str]) -> bool:
    if text.lower() not in {"true", "false"}:
        problems.append(f"{VERIFY_SSL} must be true or false")
    return text.lower() != "false"
