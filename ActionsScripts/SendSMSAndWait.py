"""Ask a question by text message, and wait for the answer."""

from __future__ import annotations

from TwilioAction import run
from TwilioContext import ActionContext, Outcome


def ask(context: ActionContext) -> Outcome:
    """Return the outcome of sending the question (first run)."""
    from TwilioWaitStart import read_question, send_question  # noqa: PLC0415 (each run loads its half)

    return send_question(context, read_question(context))


def poll(context: ActionContext) -> Outcome:
    """Return the outcome of one check for the answer (later runs)."""
    from TwilioWaitOutcome import poll_once  # noqa: PLC0415

    return poll_once(context)


def main() -> None:
    """Run the action."""
    run("Send SMS And Wait", ask, poll)


if __name__ == "__main__":
    main()
