"""Ask a question by text message, and wait for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from TwilioAction import run

if TYPE_CHECKING:
    from TwilioCall import ActionCall
    from TwilioModels import Outcome


def ask(call: ActionCall) -> Outcome:
    """Send the question (first run)."""
    from TwilioAsk import read_question, send_question  # noqa: PLC0415 (each run loads its half)

    return send_question(call, read_question(call))


def poll(call: ActionCall) -> Outcome:
    """Look for the answer (later runs)."""
    from TwilioPoll import look  # noqa: PLC0415
    from TwilioVerdict import take_up, verdict  # noqa: PLC0415

    wait = take_up(call)
    return verdict(call, wait, look(call.manager, wait, call.deadline))


def main() -> None:
    """Run the action."""
    run("Send SMS And Wait", ask, poll)


if __name__ == "__main__":
    main()
