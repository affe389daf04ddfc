"""Send a text message to one or more phones."""

from __future__ import annotations

from TwilioAction import run
from TwilioConstants import DELIVERY_TIMEOUT
from TwilioContext import ActionContext, Outcome
from TwilioDeliveryStatus import track_delivery
from TwilioDraft import Draft
from TwilioModels import Delivery
from TwilioSending import send_all
from TwilioSendParameters import SendParameters, compose, read_media_urls, read_send_parameters
from TwilioSentences import failed_sentences, failure_summary, mask, sent_sentence

MAX_DELIVERY_TIMEOUT = 300  # seconds


def send(context: ActionContext) -> Outcome:
    """Return the outcome of sending, and of following the messages for as long as asked."""
    request = read_send_parameters(context)
    media = read_media_urls(context)
    seconds = context.number(DELIVERY_TIMEOUT, 0, MAX_DELIVERY_TIMEOUT) or 0
    text = compose(request.message, request.case_line)
    content = request.content
    template = (content.sid, content.variables(request.message)) if content else ()
    drafts = [
        Draft(to, request.sender, text, media, request.sender_name, *template)
        for to in request.recipients
    ]
    deliveries: list[Delivery] = []
    context.on_abort = lambda _: report(context, request, deliveries) if deliveries else None
    context.log(f"Sending to {mask(request.recipients)}")
    send_all(context.manager, drafts, context.deadline, deliveries)
    track_delivery(
        context.manager, deliveries, context.deadline.within(seconds), request.sender_name
    )
    return report(context, request, deliveries)


def report(context: ActionContext, request: SendParameters, deliveries: list[Delivery]) -> Outcome:
    """Return what became of each message, and which phone entities got none."""
    rows = (*deliveries, *request.skipped)
    sent = [one for one in rows if one.accepted]
    failed = [one for one in rows if not one.accepted]
    if not any(one.may_have_left for one in rows):
        outcome = context.failed("\n".join([failure_summary(failed), *request.notes]))
    else:
        lines = [sent_sentence(sent) if sent else "", failed_sentences(failed), *request.notes]
        outcome = Outcome.completed("\n".join(filter(None, lines)), value=not failed)
    return outcome.with_result([one.to_json() for one in rows], rows)


def main() -> None:
    """Run the action."""
    run("Send SMS", send)


if __name__ == "__main__":
    main()
