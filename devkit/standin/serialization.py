"""Requests and answers as they travel: forms, and JSON bodies with Twilio's keys."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from devkit.standin.errors import MORE_INFO
from devkit.standin.send_rules import CreateParameters

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

    from devkit.standin.errors import ApiError
    from devkit.standin.listing import Page, Query
    from devkit.standin.messages import Message

VERSION: Final = "2010-04-01"
_MEDIA: Final = "MediaUrl"
_FIELDS: Final = {
    "to": "To", "sender": "From", "service_sid": "MessagingServiceSid", "body": "Body",
    "content_sid": "ContentSid", "content_variables": "ContentVariables",
    "validity": "ValidityPeriod",
}  # fmt: skip
CREATE_PARAMETERS: Final = frozenset({*_FIELDS.values(), _MEDIA})


def create_parameters(form: MultiDict[str, str]) -> CreateParameters:
    """What the form of a create request asks for."""
    texts = {field: form.get(name, "") for field, name in _FIELDS.items()}
    return CreateParameters(**texts, media=tuple(form.getlist(_MEDIA)))


def message(row: Message, *, created: bool = False) -> dict[str, Any]:
    """A message with exactly Twilio's 20 keys; `created` for the answer to its creation."""
    uri = f"{_messages_uri(row.account_sid)}/{row.sid}"
    related = {"media": f"{uri}/Media.json"}
    if not created:
        related["feedback"] = f"{uri}/Feedback.json"
    return {
        "account_sid": row.account_sid,
        "api_version": VERSION,
        "body": row.body,
        "date_created": _date(row.created),
        "date_sent": _date(row.sent),
        "date_updated": _date(row.updated),
        "direction": row.direction,
        "error_code": row.error_code,
        "error_message": row.error_message,
        "from": row.sender,
        "messaging_service_sid": row.service_sid,
        "num_media": str(len(row.media)),
        "num_segments": str(row.segments),
        "price": None,
        "price_unit": "USD",
        "sid": row.sid,
        "status": row.status,
        "subresource_uris": related,
        "to": row.to,
        "uri": f"{uri}.json",
    }


def page(account_sid: str, page: Page) -> dict[str, Any]:
    """A page of the message list, with relative addresses that repeat the filters.

    `previous_page_uri` is always null: the stand-in serves pages forwards alone.
    """
    uri, query = f"{_messages_uri(account_sid)}.json", page.query
    start = query.page * query.size
    following = _page_uri(uri, query, query.page + 1, page.next_token) if page.more else None
    return {
        "messages": [message(row) for row in page.rows],
        "first_page_uri": _page_uri(uri, query, 0, None),
        "next_page_uri": following,
        "previous_page_uri": None,
        "uri": _page_uri(uri, query, query.page, query.token),
        "page": query.page,
        "page_size": query.size,
        "start": start,
        "end": start + max(0, len(page.rows) - 1),
    }


def error(problem: ApiError) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": problem.message,
        "more_info": f"{MORE_INFO}{problem.code}",
        "status": problem.status,
    }


def answer(body: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


def _date(moment: datetime | None) -> str | None:
    """RFC 2822 in GMT, as Twilio writes all its dates."""
    return None if moment is None else format_datetime(moment)


def _messages_uri(account_sid: str) -> str:
    return f"/{VERSION}/Accounts/{account_sid}/Messages"


def _page_uri(uri: str, query: Query, number: int, token: str | None) -> str:
    parameters = [*query.filters, ("PageSize", str(query.size)), ("Page", str(number))]
    if token:
        parameters.append(("PageToken", token))
    return f"{uri}?{urlencode(parameters)}"
