"""The wire form: JSON bodies with Twilio's keys, and the XML that a path without .json gets."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from devkit.standin.checks import Order
from devkit.standin.errors import MORE_INFO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

    from devkit.standin.errors import ApiError
    from devkit.standin.listing import Page
    from devkit.standin.messages import Message

Form = Literal["json", "xml"]

VERSION: Final = "2010-04-01"


def order(form: MultiDict[str, str]) -> Order:
    """What a create request's form asks for."""
    return Order(
        to=form.get("To", ""),
        sender=form.get("From", ""),
        service_sid=form.get("MessagingServiceSid", ""),
        body=form.get("Body", ""),
        media=tuple(form.getlist("MediaUrl")),
        content_sid=form.get("ContentSid", ""),
        content_variables=form.get("ContentVariables", ""),
        status_callback=form.get("StatusCallback", ""),
        validity=form.get("ValidityPeriod", ""),
        schedule=form.get("ScheduleType", ""),
        send_at=form.get("SendAt", ""),
        smart=form.get("SmartEncoded", "").lower() == "true",
    )


def message(row: Message, *, fresh: bool = False) -> dict[str, Any]:
    """A message with exactly Twilio's 20 keys; `fresh` for the answer to its creation."""
    uri = f"{messages_uri(row.account_sid)}/{row.sid}"
    related = {"media": f"{uri}/Media.json"}
    if not fresh:
        related["feedback"] = f"{uri}/Feedback.json"
    return {
        "account_sid": row.account_sid,
        "api_version": VERSION,
        "body": row.body,
        "date_created": date(row.created),
        "date_sent": date(row.sent),
        "date_updated": date(row.updated),
        "direction": row.direction,
        "error_code": row.error_code,
        "error_message": row.error_message,
        "from": row.sender,
        "messaging_service_sid": row.service_sid,
        "num_media": str(len(row.media)),
        "num_segments": str(row.segments),
        "price": row.price,
        "price_unit": "USD",
        "sid": row.sid,
        "status": row.status,
        "subresource_uris": related,
        "to": row.to,
        "uri": f"{uri}.json",
    }


def message_page(account_sid: str, page: Page) -> dict[str, Any]:
    """A page of the message list, with relative addresses that repeat the filters."""
    rows, query = page.rows, page.query
    first, last = (rows[0].sid, rows[-1].sid) if rows else ("", "")
    follows = page.more and bool(rows)
    back = query.page > 0 and bool(rows)
    turn = _PageLinks(f"{messages_uri(account_sid)}.json", query.filters, query.size)
    return {
        "messages": [message(row) for row in rows],
        **turn.frame(query.page, len(rows)),
        "uri": turn.to(query.page, query.token),
        "next_page_uri": turn.to(query.page + 1, f"PA{last}") if follows else None,
        "previous_page_uri": turn.to(query.page - 1, f"PB{first}") if back else None,
    }


def media_page(row: Message) -> dict[str, Any]:
    """The media that came with a message; never more than fits one page."""
    uri = f"{messages_uri(row.account_sid)}/{row.sid}/Media"
    items = [
        {
            "account_sid": row.account_sid,
            "content_type": "image/jpeg",
            "date_created": date(row.created),
            "date_updated": date(row.updated),
            "parent_sid": row.sid,
            "sid": sid,
            "uri": f"{uri}/{sid}.json",
        }
        for sid in row.media_sids
    ]
    turn = _PageLinks(f"{uri}.json", (), 50)
    return {
        "media_list": items,
        **turn.frame(0, len(items)),
        "uri": turn.to(0, None),
        "next_page_uri": None,
        "previous_page_uri": None,
    }


def error(problem: ApiError) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "more_info": f"{MORE_INFO}{problem.code}",
        "status": problem.status,
    }


def answer(body: dict[str, Any], status: int, form: Form, *, element: str) -> Response:
    """A response in the form that the path asked for; `element` names the body in XML."""
    if form == "xml":
        inner = _xml(element, body)
        text = f"<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>{inner}</TwilioResponse>"
        return Response(text, status=status, content_type="application/xml")
    return Response(json.dumps(body), status=status, content_type="application/json")


def date(moment: datetime | None) -> str | None:
    """RFC 2822 in GMT, as Twilio writes all its dates."""
    return None if moment is None else format_datetime(moment)


def messages_uri(account_sid: str) -> str:
    return f"/{VERSION}/Accounts/{account_sid}/Messages"


class _PageLinks:
    """The addresses and numbers that frame a page."""

    def __init__(self, uri: str, filters: Sequence[tuple[str, str]], size: int) -> None:
        self._uri, self._filters, self._size = uri, filters, size

    def to(self, page: int, token: str | None) -> str:
        parts = [*self._filters, ("PageSize", str(self._size)), ("Page", str(page))]
        if token:
            parts.append(("PageToken", token))
        return f"{self._uri}?{urlencode(parts)}"

    def frame(self, page: int, shown: int) -> dict[str, Any]:
        start = page * self._size
        return {
            "first_page_uri": self.to(0, None),
            "page": page,
            "page_size": self._size,
            "start": start,
            "end": start + max(0, shown - 1),
        }


def _xml(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    tag = "".join(part.capitalize() for part in name.split("_"))
    if isinstance(value, dict):
        inner = "".join(_xml(key, one) for key, one in value.items())
    elif isinstance(value, list):
        inner = "".join(_xml("message", one) for one in value)
    else:
        inner = "" if value is None else escape(str(value))
    return f"<{tag}>{inner}</{tag}>"
