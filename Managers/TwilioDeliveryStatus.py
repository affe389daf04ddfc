"""Follow a message that Twilio has until it is delivered or has failed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from TwilioConstants import SENDER
from TwilioExceptions import TwilioManagerError
from TwilioManager import READ_SECONDS
from TwilioModels import FINAL, UNDELIVERED
from TwilioRetry import Deadline

if TYPE_CHECKING:
    from TwilioManager import TwilioManager
    from TwilioModels import Delivery

FIRST_PAUSE = 0.5  # seconds
LONGEST_PAUSE = 5.0  # seconds
LAST_CHECK_SECONDS = 3.0  # seconds


def with_failure_reason(delivery: Delivery, sender_name: str = SENDER) -> Delivery:
    """Return a failed delivery with a sentence in place of Twilio's own words.

    Args:
        delivery: as `updated` left it.
        sender_name: the setting or parameter that holds the sender.
    """
    if delivery.status not in UNDELIVERED:
        return delivery
    if delivery.error_code:
        from TwilioErrorCodes import explain  # noqa: PLC0415 (most messages are delivered)

        sentence = explain(
            delivery.error_code,
            delivery.error_message or "",
            to=delivery.to,
            sender=sender_name,
            sender_address=delivery.sender or delivery.messaging_service_sid or "",
        )
    else:
        sentence = f"Twilio reports the message to {delivery.to} as {delivery.status}."
    return delivery._replace(error_message=sentence)


def track_delivery(
    manager: TwilioManager, deliveries: list[Delivery], deadline: Deadline, sender_name: str
) -> None:
    """Follow messages until each is final or the time is up, when all are asked for once more.

    Args:
        manager: the account; its own deadline holds for the last check, too.
        deliveries: replaced in place as their statuses move on.
        deadline: when to stop.
        sender_name: the setting or parameter that holds the sender.
    """
    if not deadline.remaining():
        return
    pause = FIRST_PAUSE
    moving = [index for index, delivery in enumerate(deliveries) if _moves(delivery)]
    while pause < deadline.remaining() and moving:
        time.sleep(pause)
        _update_all(manager, deliveries, moving, deadline, sender_name)
        pause = min(pause * 1.5, LONGEST_PAUSE)
    if moving:
        time.sleep(deadline.remaining())
        _update_all(manager, deliveries, moving, Deadline(LAST_CHECK_SECONDS), sender_name)


def _update_all(
    manager: TwilioManager,
    deliveries: list[Delivery],
    moving: list[int],
    deadline: Deadline,
    sender_name: str,
) -> None:
    """Ask for the messages that are not final, once each while there is time.

    Args:
        manager: the account.
        deliveries: replaced in place.
        moving: their indices, the one not asked for the longest first; changed in place.
        deadline: when to stop.
        sender_name: the setting or parameter that holds the sender.
    """
    for index in list(moving):
        if not (left := deadline.remaining()):
            return
        moving.remove(index)
        seconds = min(left, READ_SECONDS)
        deliveries[index] = with_current_status(
            manager, deliveries[index], sender_name, seconds=seconds
        )
        if _moves(deliveries[index]):
            moving.append(index)


def _moves(delivery: Delivery) -> bool:
    return delivery.sid is not None and delivery.status not in FINAL


def with_current_status(
    manager: TwilioManager,
    delivery: Delivery,
    sender_name: str = SENDER,
    *,
    seconds: float = READ_SECONDS,
) -> Delivery:
    """Return the delivery with its status of now, or unchanged where it cannot be fetched."""
    if not delivery.sid:
        return delivery
    try:
        message = manager.fetch(delivery.sid, seconds=seconds)
    except TwilioManagerError:
        return delivery  # a read that failed changes nothing at Twilio; the next may succeed
    return with_failure_reason(delivery.updated(message), sender_name)
