"""Check that Twilio can be reached with the integration's settings."""

from __future__ import annotations

from TwilioAction import run
from TwilioContext import ActionContext, Outcome
from TwilioRetry import growing_waits, retry

SUCCESS = "Successfully connected to the Twilio server with the provided connection parameters!"
FAILURE = "Failed to connect to the Twilio server! Error is {error}"
TRIES = 3  # further ones, where Twilio gives no usable answer
TEST_CREDENTIALS = " These are test credentials: they send nothing and read nothing."


def ping(context: ActionContext) -> Outcome:
    """Return the outcome of reading one row of the message list; send nothing."""
    live = retry(context.manager.test_connectivity, growing_waits(1.0, TRIES), context.deadline)
    return Outcome.completed(SUCCESS if live else SUCCESS + TEST_CREDENTIALS, value=True)


def main() -> None:
    """Run the action."""
    run("Ping", ping, failure=FAILURE)


if __name__ == "__main__":
    main()
