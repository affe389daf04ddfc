"""Creating a message: the row that Twilio answers with, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devkit.standin import delivery, segments
from devkit.standin.errors import refusal
from devkit.standin.messages import Message, new_sid
from devkit.standin.send_rules import check_content, find_route, read_variables

if TYPE_CHECKING:
    from devkit.standin.accounts import Account
    from devkit.standin.send_rules import CreateParameters, Route
    from devkit.standin.state import State

TRIAL_PREFIX: Final = "Sent from your Twilio trial account - "


def create(
    state: State, account: Account, parameters: CreateParameters, *, test: bool = False
) -> Message:
    """Accept a message and return its new row, not yet sent; it moves on with the clock.

    Args:
        state: What the account belongs to.
        account: Who sends.
        parameters: What the request asks for.
        test: Whether the credentials are test credentials: the row exists in the answer alone.

    Raises:
        ApiError: Twilio would refuse it.
    """
    check_content(account, parameters)
    route = find_route(state, account, parameters)
    if account.daily_limit is not None and len(account.outbound()) >= account.daily_limit:
        raise refusal(63038, account=account.sid)
    message = _row(account, route)
    if test:
        message.account_sid = account.test_credentials.sid
        return message
    delivery.schedule(state, account, message, route)
    return account.post(message)


def _row(account: Account, route: Route) -> Message:
    instant = account.timeline.clock.instant()
    moment = account.timeline.clock.at(instant)
    prefix = TRIAL_PREFIX if account.trial else ""
    body = account.assumptions.stored_body(prefix + _text(account, route.parameters))
    media = route.parameters.media
    return Message(
        sid=new_sid("MM" if media else "SM"),
        account_sid=account.sid,
        direction="outbound-api",
        to=account.assumptions.stored_to(route.to.text),
        sender=route.sender.text if route.sender else None,
        body=body,
        status="queued" if route.sender else "accepted",
        created=moment,
        updated=moment,
        segments=segments.count(body) if route.sender else 0,
        service_sid=route.service.sid if route.service else None,
        media=media,
        arrived=instant,
    )


def _text(account: Account, parameters: CreateParameters) -> str:
    """The body, or the template with its variables filled in."""
    if not parameters.content_sid:
        return parameters.body
    text = account.templates[parameters.content_sid]
    for name, value in read_variables(parameters.content_variables).items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
