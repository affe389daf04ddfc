"""Send a text message to one or more phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from TwilioAction import run
from TwilioConstants import DELIVERY_TIMEOUT, MAX_DELIVERY_TIMEOUT
from TwilioFollowing import follow
from TwilioManager import Draft
from TwilioModels import Delivery, Outcome
from TwilioQuestion import compose
from TwilioReports import failed_sentences, masked, reasons, sent_sentence
from TwilioRequest import read_media_urls, read_request
from TwilioSending import send_all

if TYPE_CHECKING:
    from TwilioCall import ActionCall


def send(call: ActionCall) -> Outcome:
    """Send, and follow the messages for as long as asked."""
    request = read_request(call)
    media = read_media_urls(call)
    seconds = call.number(DELIVERY_TIMEOUT, 0, MAX_DELIVERY_TIMEOUT) or 0
    text = compose(request.message, request.case_line)
    drafts = [
        Draft(to, request.sender, text, media, request.sender_name) for to in request.recipients
    ]
    deliveries: list[Delivery] = []
    call.rescue = lambda _: report(call, deliveries) if deliveries else None
    call.log(f"Sending to {masked(request.recipients)}")
    send_all(call.manager, drafts, call.deadline, deliveries)
    follow(call.manager, deliveries, call.deadline.within(seconds), request.sender_name)
    return report(call, deliveries)


def report(call: ActionCall, deliveries: list[Delivery]) -> Outcome:
    """Say what became of each message."""
    sent = [one for one in deliveries if one.arrived]
    failed = [one for one in deliveries if not one.arrived]
    if not sent:
        outcome = call.failed(reasons(failed))
    else:
        lines = [sent_sentence(sent), failed_sentences(failed)]
        outcome = Outcome.completed(not failed, "\n".join(filter(None, lines)))
    return outcome.with_result([one.to_json() for one in deliveries], tuple(deliveries))


def main() -> None:
    """Run the action."""
    run("Send SMS", send)


if __name__ == "__main__":
    main()
