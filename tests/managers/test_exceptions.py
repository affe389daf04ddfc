from __future__ import annotations

from TwilioErrorCodes import BUSY
from TwilioExceptions import TwilioBusyError, TwilioParameterError, TwilioUnavailableError


def test_request_without_an_answer_may_have_been_processed_and_may_be_repeated() -> None:
    error = TwilioUnavailableError("No answer.", cure_later="Wait.")
    assert (str(error), error.cause) == ("No answer. Wait.", "No answer.")
    assert (error.may_have_been_processed, error.retryable) == (True, True)
    assert (error.code, error.retry_after) == (None, None)
    assert str(TwilioUnavailableError("No answer.")) == "No answer."


def test_busy_answer_was_not_processed() -> None:
    error = TwilioBusyError("Busy.", cure_later="Wait.", retry_after=7.0)
    assert str(error) == "Busy. Wait."
    assert (error.may_have_been_processed, error.retryable) == (False, True)
    assert (error.code, error.retry_after) == (BUSY, 7.0)


def test_wrong_parameter_is_told_with_what_to_write() -> None:
    error = TwilioParameterError("From is wrong", "Write it in digits.")
    assert str(error) == "From is wrong; nothing was sent. Write it in digits."
