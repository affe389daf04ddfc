"""Twilio's refusals: HTTP status, code and wording.

Texts are those seen on the wire where one is known; Twilio changes them over time, so only
status and code are to be relied on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

MORE_INFO: Final = "https://www.twilio.com/docs/errors/"

CATALOGUE: Final[dict[int, tuple[int, str]]] = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20008: (403, "Resource not accessible with Test Account Credentials"),
    20009: (409, "Message is not in a final state: resource not deletable"),
    20403: (403, "Account is suspended or closed"),
    20404: (404, "The requested resource {path} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    20504: (504, "Gateway timeout"),
    21211: (400, "Invalid 'To' Phone Number: {to}"),
    21212: (400, "Invalid From Number (caller ID): {sender}"),
    21266: (400, "'To' and 'From' number cannot be the same: {to}"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of {to}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {sender} is not a valid sender for the destination"),
    21608: (400, "The number {to} is unverified. Trial accounts may only message verified numbers"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21612: (400, "The 'To' number {to} is not currently reachable using the 'From' {sender}"),
    21614: (400, "'To' number {to} is not a valid mobile number"),
    21635: (400, "'To' number {to} cannot be a landline"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21624: (400, "Invalid validity period"),
    21654: (400, "ContentSid is required with ContentVariables"),
    21655: (400, "The ContentSid is invalid"),
    21656: (400, "The ContentVariables parameter is invalid"),
    21659: (400, "'From' {sender} is not a Twilio phone number or Short Code country mismatch"),
    21660: (400, "Mismatch between the 'From' number {sender} and the account"),
    21701: (404, "The Messaging Service does not exist"),
    21703: (400, "The Messaging Service has no phone number available to send this message"),
    21704: (400, "The Messaging Service contains no phone numbers"),
    21705: (400, "The Messaging Service Sid is invalid"),
    21910: (400, "Invalid From and To pair. From and To should be of the same channel"),
    63007: (400, "Could not find a Channel with the specified From address"),
    63038: (429, "Account {account} exceeded the daily messages limit"),
    70051: (403, "Authorization Failed"),
    572006: (400, "Trial accounts can send only the sample messages"),
}

DELIVERY_ERRORS: Final[dict[int, str]] = {
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30032: "Toll-free number has not been verified",
    30034: "Message from an unregistered number",
    30036: "Validity period expired",
    30038: "One-time passcode content redacted",
    30044: "Trial message length exceeded",
    63016: "Failed to send a freeform message outside the allowed window",
}
"""The `error_message` of a message, by its `error_code`."""

_BY_STATUS: Final = {
    400: 20001, 401: 20003, 403: 20403, 404: 20404, 405: 20004, 409: 20009,
    429: 20429, 500: 20500, 503: 20503, 504: 20504,
}  # fmt: skip


@dataclass
class ApiError(Exception):
    """A refusal as Twilio words it: HTTP status, Twilio's code, a sentence."""

    status: int
    code: int
    message: str
    headers: dict[str, str] = field(default_factory=dict)


def refusal(code: int, text: str | None = None, **facts: str) -> ApiError:
    """The refusal of a code; `facts` fill its text, `text` replaces it."""
    status, template = CATALOGUE[code]
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if code == 20003 else {}  # noqa: PLR2004
    return ApiError(status, code, text or template.format_map(defaultdict(str, facts)), headers)


def usual_code(status: int) -> int:
    """The code that Twilio usually sends with an HTTP status."""
    return _BY_STATUS.get(status, status + 20000)


def integer(text: str, least: int, most: int) -> int | None:
    """The integer in a parameter, or None where it is none or out of range."""
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        return None
    return number if least <= (number := int(text)) <= most else None
