"""The Messages API of Twilio. No other module makes a request.

API: https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from twilio.rest import Client

from TwilioConstants import SENDER
from TwilioExceptions import TwilioRefusedError, TwilioUnavailableError
from TwilioModels import Message
from TwilioResponses import decoded, readable, refusal, time_of, without_secret
from TwilioTransport import TwilioTransport

if TYPE_CHECKING:
    from twilio.http.response import Response

    from TwilioDraft import Draft
    from TwilioRetry import Deadline
    from TwilioSettings import Settings

CREATE_SECONDS = 30.0  # Twilio gives up on a request of its own accord before that
READ_SECONDS = 15.0  # a read can be repeated, so there is no need to wait longer
CLOCK_SECONDS = 5.0  # for a read whose only purpose is Twilio's time


class Page:
    """One page of a list.

    Attributes:
        messages: newest first.
        now: Twilio's time when it listed them, None if untold.
        whole: whether every row was a message, and the address of the next page Twilio's.
        following: the address of the next page, or None.
    """

    # No NamedTuple: making one takes a third of a millisecond of each run.
    def __init__(
        self,
        messages: list[Message],
        now: datetime | None,
        *,
        whole: bool,
        following: str | None = None,
    ) -> None:
        self.messages = messages
        self.now = now
        self.whole = whole
        self.following = following


class TwilioManager:
    """Twilio's messages of one account. Each call makes one request, unless it says otherwise.

    Every method raises TwilioAccountError or TwilioRefusedError where Twilio refuses, and
    TwilioUnavailableError (TwilioBusyError for 429) where no usable answer comes.
    """

    def __init__(self, settings: Settings, deadline: Deadline) -> None:
        """Prepare; nothing is requested yet.

        Args:
            settings: the account and how to reach it.
            deadline: when this process must be done: no request outlives it.
        """
        self._deadline = deadline
        self._credentials = (settings.username, settings.secret)
        self._messages = f"{settings.api_root}/2010-04-01/Accounts/{settings.account_sid}/Messages"
        self._root = settings.api_root
        self._list_path = self._messages.removeprefix(settings.api_root) + ".json?"
        self._client = Client(
            settings.username,
            settings.secret,
            account_sid=settings.account_sid,
            http_client=TwilioTransport(verify=settings.verify_ssl),
            # Not empty, or the library would take TWILIO_* from the process instead.
            environment={"_": ""},
        )

    def test_connectivity(self) -> bool:
        """Read one row of the message list, which every kind of credential may do.

        Returns:
            False for test credentials, which are valid but may not read (error 20008).

        Raises:
            TwilioRefusedError: Twilio refuses the account.
        """
        try:
            self._page(f"{self._messages}.json", {"PageSize": 1})
        except TwilioRefusedError as error:
            from TwilioErrorCodes import TEST_CREDENTIALS  # noqa: PLC0415 (most reads succeed)

            if error.code == TEST_CREDENTIALS:
                return False
            raise
        return True

    def create(self, draft: Draft) -> Message:
        """Return the message that Twilio was asked to send, once.

        Raises:
            TwilioUnavailableError: also for an answer without a SID; `may_have_been_processed` says
                whether the message may be on its way all the same.
        """
        context = {
            "to": draft.to,
            "sender": draft.sender_name,
            "sender_address": draft.sender,
        }
        address, form = f"{self._messages}.json", draft.form()
        answer = self._request("POST", address, data=form, context=context, seconds=CREATE_SECONDS)
        return self._message(answer, now=time_of(answer) or datetime.now(UTC))

    def fetch(self, sid: str, *, seconds: float = READ_SECONDS) -> Message:
        """Return one message, waiting for it that long at most."""
        return self._message(self._request("GET", f"{self._messages}/{sid}.json", seconds=seconds))

    def _message(self, answer: Response, now: datetime | None = None) -> Message:
        message = Message.from_api(decoded(answer), now=now)
        if not message.error_message:
            return message
        words = without_secret(message.error_message, *self._credentials)
        return message._replace(error_message=words)

    def redact(self, sid: str) -> None:
        """Empty the text that Twilio keeps of a message.

        Raises:
            TwilioUnavailableError: also where the answer does not show the text as empty.
        """
        address = f"{self._messages}/{sid}.json"
        kept = Message.from_api(decoded(self._request("POST", address, data={"Body": ""})))
        if kept.body:
            raise TwilioUnavailableError("Twilio answered, but still keeps a text.")

    def list_sent_to(self, recipient: str, *, rows: int, seconds: float = READ_SECONDS) -> Page:
        """Return the newest messages sent to a recipient by this account's API users.

        Args:
            recipient: whose messages.
            rows: how many at most.
            seconds: how long to wait for the list.
        """
        query = {"To": recipient, "PageSize": rows}
        return self._page(f"{self._messages}.json", query, seconds)

    def list_received_from(self, sender: str | None, our_number: str | None, *, rows: int) -> Page:
        """Return the newest messages that phones sent to us.

        Args:
            sender: whose messages, or None for everybody's.
            our_number: the number they came to, or None for any of the account's.
            rows: how many at most, up to 1,000.
        """
        return self._page(
            f"{self._messages}.json", {"From": sender, "To": our_number, "PageSize": rows}
        )

    def list_following(self, address: str) -> Page:
        """Return a further page of a list.

        Args:
            address: the `following` of the page before.
        """
        return self._page(address, {})

    def _page(self, address: str, query: dict[str, Any], seconds: float = READ_SECONDS) -> Page:
        answer = self._request("GET", address, params=query, seconds=seconds)
        payload = decoded(answer)
        rows = payload.get("messages") if isinstance(payload, dict) else None
        if not isinstance(rows, list):
            raise TwilioUnavailableError(
                "The answer was JSON, but not Twilio's. Check API Root and any proxy between."
            )
        now = time_of(answer)
        messages = [message for row in rows if (message := readable(row, now))]
        following = payload.get("next_page_uri")
        # With any other address the credentials would go to another server.
        ours = isinstance(following, str) and following.startswith(self._list_path)
        whole = len(messages) == len(rows) and (ours or not following)
        next_address = f"{self._root}{following}" if ours else None
        return Page(messages, now, whole=whole, following=next_address)

    def _request(
        self,
        method: str,
        address: str,
        *,
        context: dict[str, str] | None = None,
        seconds: float = READ_SECONDS,
        **content: dict[str, Any],
    ) -> Response:
        if self._deadline.remaining() <= 0:
            self.check_clock()
        left = self._deadline.remaining()
        if left <= 0:
            raise TwilioUnavailableError(
                self._deadline.time_is_up, may_have_been_processed=False, retryable=False
            )
        answer = self._client.request(method, address, timeout=min(seconds, left), **content)
        if now := time_of(answer):
            self._deadline.correct_clock(now)
        if not HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
            raise refusal(answer, *self._credentials, context or {"sender": SENDER})
        return answer

    def check_clock(self) -> None:
        """Learn Twilio's time, and correct a deadline by it that had passed as the run began."""
        if not self._deadline.began_late:
            return
        address = f"{self._messages}.json"
        try:
            answer = self._client.request(
                "GET", address, params={"PageSize": 1}, timeout=CLOCK_SECONDS
            )
        except TwilioUnavailableError:
            return  # the request that wanted it will tell why
        if now := time_of(answer):
            self._deadline.correct_clock(now)
