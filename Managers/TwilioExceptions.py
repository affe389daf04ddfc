"""What can go wrong, named by what the caller can do about it.

TwilioManagerError
    TwilioConfigurationError     a setting or a parameter is wrong: nothing was requested
        TwilioParameterError     ... a parameter, with what to write instead
    TwilioPlatformError          the platform did not answer the SDK
    TwilioStateError             the saved state of a wait cannot be used
    TwilioRefusedError           Twilio understood and said no
        TwilioAccountError       ... to the credentials or the account: every request will fail
    TwilioUnavailableError       no usable answer: busy, unreachable, or nonsense
        TwilioBusyError          ... 429: not processed, come back later

`str(error)` is always a sentence for the analyst, free of secrets and message texts.
"""

from __future__ import annotations


class TwilioManagerError(Exception):
    """Base of all errors this package raises.

    Attributes:
        code: Twilio's error code, or None where no answer told one.
    """

    code: int | None = None


class TwilioConfigurationError(TwilioManagerError):
    """A setting or a parameter is wrong."""


class TwilioParameterError(TwilioConfigurationError):
    """A parameter is wrong."""

    def __init__(self, problem: str, cure: str) -> None:
        """Say what is wrong, and what to write instead."""
        super().__init__(f"{problem}; nothing was sent. {cure}")


class TwilioPlatformError(TwilioManagerError):
    """The platform did not answer a call of the SDK."""


class TwilioStateError(TwilioManagerError):
    """The saved state of a wait is damaged or of an unknown kind."""

    def __init__(self, what: str) -> None:
        """Say what it is, such as "is empty", and what to do."""
        super().__init__(
            f"The saved state of this wait {what}, so its reply cannot be recognised; nothing was "
            "sent. Run the action again to send a new question."
        )


class TwilioRefusedError(TwilioManagerError):
    """Twilio refused the request.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, sentence: str, *, code: int | None, status: int) -> None:
        """Store status and code with the sentence."""
        super().__init__(sentence)
        self.code = code
        self.status = status


class TwilioAccountError(TwilioRefusedError):
    """Twilio refused the credentials or the account."""


class TwilioUnavailableError(TwilioManagerError):
    """Twilio gave no usable answer.

    Attributes:
        may_have_been_processed: whether the request left, so that Twilio may have carried it out.
        cause: the sentence without what to do later, for a run that others follow anyway.
        retryable: False where another try would fail in the same way (a bad certificate).
        retry_after: seconds Twilio asks to wait, or None.
    """

    retry_after: float | None = None

    def __init__(
        self,
        sentence: str,
        *,
        cure_later: str = "",
        may_have_been_processed: bool = True,
        retryable: bool = True,
        code: int | None = None,
    ) -> None:
        """Store with the sentence what decides whether to try again."""
        super().__init__(f"{sentence} {cure_later}".rstrip())
        self.cause = sentence
        self.code = code
        self.may_have_been_processed = may_have_been_processed
        self.retryable = retryable


class TwilioBusyError(TwilioUnavailableError):
    """Twilio answered 429: too many requests at once, this one was not processed."""

    def __init__(self, sentence: str, *, cure_later: str, retry_after: float | None) -> None:
        """A request answered 429 has never been carried out."""
        super().__init__(sentence, cure_later=cure_later, may_have_been_processed=False, code=20429)
        self.retry_after = retry_after
