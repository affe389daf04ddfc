"""One check for replies to an open question."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from TwilioAddresses import is_address_of, keeps_opt_outs, reply_addresses
from TwilioExceptions import (
    TwilioAccountError,
    TwilioManagerError,
    TwilioRefusedError,
    TwilioUnavailableError,
)
from TwilioModels import NOT_SENT, UNKNOWN
from TwilioRetry import growing_waits, retry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from TwilioManager import Page, TwilioManager
    from TwilioModels import Delivery, Message
    from TwilioReply import Reading
    from TwilioRetry import Deadline
    from TwilioWaitState import Wait

FIRST_WAIT = 1.0  # seconds before a list is asked for again
FURTHER_TRIES = 5  # but in the last poll, which has until its deadline
LONGEST_POLL = 60.0  # seconds
SHARE_FOR_LISTS = 0.8  # of the time of a poll; the rest is for reading the texts
SMALL_PAGE, LARGE_PAGE = 50, 1000  # rows; Twilio takes at most 1,000
LARGE_PAGES = 3  # of one phone, after a small one that did not reach back to the question
SHARED_PAGES = 2  # of one of our numbers, where several phones answer to it
TEXT_SECONDS = 1.0  # for reading one text, which takes some milliseconds
WORDS_BEFORE = timedelta(minutes=5)  # a code alone belongs to the words sent just before it
_NOT_WHOLE = "Some rows of Twilio's list were no messages."


class Reply:
    """A text that one of the asked phones sent since the question.

    Attributes:
        message: the text as Twilio lists it.
        recipient: whose phone it is, None where it was not asked.
        reading: what it says, None where it could not be read in time.
    """

    def __init__(
        self, message: Message, recipient: Delivery | None, reading: Reading | None = None
    ) -> None:
        self.message = message
        self.recipient = recipient
        self.reading = reading

    @property
    def reason(self) -> str | None:
        """Why it does not count as an answer, None where it does."""
        return self.reading.reason if self.reading else "no_code"


class PollResult:
    """What a check found.

    Attributes:
        answer: the answer, or None.
        reply: the message that holds its code.
        parts: the texts that make the answer: the reply, and the words sent just before it.
        others: the texts that are no part of the answer, oldest first.
        opted_out: the `to` of the recipients whose last keyword is an opt-out.
        trouble: why the check was not whole, or nothing.
    """

    # Written out: making a dataclass takes half a millisecond of each poll.
    def __init__(self, trouble: str = "") -> None:
        self.answer: str | None = None
        self.reply: Message | None = None
        self.parts: list[Reply] = []
        self.others: list[Reply] = []
        self.opted_out: frozenset[str] = frozenset()
        self.trouble = trouble


def check_replies(
    manager: TwilioManager,
    wait: Wait,
    deadline: Deadline,
    *,
    is_last: bool = False,
    known: Sequence[Reply] = (),
) -> PollResult:
    """Return what the recipients sent since the question.

    Args:
        manager: the account.
        wait: the question.
        deadline: when to stop.
        is_last: whether no later run checks again; failed requests are then repeated until the
            deadline.
        known: what an earlier check of the same run found, oldest first.

    Raises:
        TwilioAccountError: Twilio refuses the credentials or the account, and no answer came.
    """
    deadline = deadline if is_last else deadline.within(LONGEST_POLL)
    lists = deadline.within(deadline.remaining() * SHARE_FOR_LISTS)
    inbox = _Inbox(manager, wait, lists, is_last=is_last)
    inbox.fetch()
    for reply in reversed(known):
        inbox.replies.setdefault(reply.message.sid, reply)
    result = PollResult(trouble=inbox.trouble)
    # Twilio lists the newest first, and its times are whole seconds.
    oldest_first = reversed(inbox.replies.values())
    replies = sorted(oldest_first, key=lambda reply: reply.message.sent_at)
    if replies:
        result.opted_out = frozenset(row.to for row in wait.asked if _has_opted_out(row, replies))
        _read(result, replies, wait, deadline)
    if inbox.refused and result.reply is None:
        raise inbox.refused
    return result


def find_other_phones(manager: TwilioManager, wait: Wait, deadline: Deadline) -> list[Reply]:
    """Find the right code in what phones sent that were not asked; one request.

    Returns:
        Their texts with the reason `other_phone`, oldest first; none where Twilio does not tell.
    """
    ours = next((row.sender for row in wait.recipients if row.sender), None)
    if ours is None or deadline.remaining() <= 0:
        return []
    from TwilioReply import Reading  # noqa: PLC0415 (most checks find nothing to read)

    try:
        page = manager.list_received_from(None, ours, rows=LARGE_PAGE)
    except TwilioManagerError:
        return []
    found = []
    for message in reversed(page.messages):
        is_new = message.inbound and message.sent_at >= wait.asked_at
        if is_new and not _rows_of(message, wait) and deadline.remaining() > 0:
            with suppress(TimeoutError):
                reason = _reading(message.body, wait, deadline).reason
                if reason in {None, "no_option"}:
                    reading = Reading(None, "other_phone", code_alone=False)
                    found.append(Reply(message, None, reading))
    return found


class _Inbox:
    """The texts that arrived since the question, by their SIDs.

    A text that was read once stays, whatever later requests answer.
    """

    def __init__(
        self, manager: TwilioManager, wait: Wait, deadline: Deadline, *, is_last: bool
    ) -> None:
        self.manager = manager
        self.wait = wait
        self.deadline = deadline
        self.is_last = is_last
        self.replies: dict[str, Reply] = {}
        self.trouble = ""
        self.refused: TwilioAccountError | None = None

    def fetch(self) -> None:
        """List what arrived, by our number or by each phone.

        Phones whose question is reported undelivered are read, too: a receipt may be wrong, and
        what somebody wrote before it is not lost.
        """
        groups: dict[str, dict[str, Delivery]] = {}
        for row in self.wait.recipients:
            if row.may_have_left:
                # To a Messaging Service, a phone may answer at another of its numbers.
                ours = "" if row.messaging_service_sid else row.sender or ""
                groups.setdefault(ours, {}).setdefault(row.to, row)
        # A check that is cut short must not leave out the same phones each time.
        for ours, phones in random.sample(list(groups.items()), len(groups)):
            is_shared = ours and len(phones) > 1
            if is_shared and self._list(None, ours, LARGE_PAGE, SHARED_PAGES):
                continue
            for row in random.sample(list(phones.values()), len(phones)):
                self._fetch_phone(row)

    def _fetch_phone(self, row: Delivery) -> None:
        by_service = bool(row.messaging_service_sid)
        sent_as_text = bool(row.sender) and not (row.sender or "").startswith("rcs:")
        # What followed the question may have gone by the other channel.
        sent_as_text = sent_as_text and all(sent.to != row.to for sent in self.wait.follow_ups)
        ours = None if by_service else row.sender
        for address in reply_addresses(row.to, by_service=by_service and not sent_as_text):
            theirs = address if "+" in address else None  # 17.0 asked numbers of other forms, too
            if not self._list(theirs, ours, SMALL_PAGE, 1):
                self._list(theirs, ours, LARGE_PAGE, LARGE_PAGES, is_limit=True)

    def _list(
        self,
        theirs: str | None,
        ours: str | None,
        rows: int,
        pages: int,
        *,
        is_limit: bool = False,
    ) -> bool:
        """List texts, newest first, until one is older than the question.

        Args:
            theirs: the phone, or None for all.
            ours: the number they came to, or None for any.
            rows: of one page.
            pages: how many at most.
            is_limit: whether no other list follows where these do not reach back.

        Returns:
            Whether all texts since the question are known, or Twilio gave no usable answer.
        """
        if self.refused:
            return True
        request = partial(self.manager.list_received_from, theirs, ours, rows=rows)
        seen: set[str] = set()
        try:
            for _ in range(pages):
                page = self._page(request)
                new = {message.sid for message in page.messages} - seen
                if self._take(page) or not page.following or not new:
                    return True
                seen |= new
                request = partial(self.manager.list_following, page.following)
        except TwilioUnavailableError as error:
            self.trouble = error.cause
            return True
        except TwilioRefusedError as error:
            self.refused = error if isinstance(error, TwilioAccountError) else None
            # A form of an address that Twilio does not know holds nothing.
            is_asked = theirs is None or any(row.to == theirs for row in self.wait.recipients)
            if self.refused or is_asked:
                self.trouble = str(error)
            return True
        if is_limit:
            self.trouble = f"Only the newest {len(seen):,} texts of a phone were read."
        return False

    def _page(self, request: partial[Page]) -> Page:
        """Return a page; where no later run asks again, one that says all that Twilio knows.

        Raises:
            TwilioUnavailableError: no usable answer came in time.
            TwilioRefusedError: Twilio refused.
        """
        if self.deadline.remaining() <= 0:
            raise TwilioUnavailableError("There was no time to read what everybody sent.")
        if self.is_last:
            request = partial(self._whole_page, request)
            return retry(request, growing_waits(FIRST_WAIT), self.deadline)
        return retry(request, growing_waits(FIRST_WAIT, FURTHER_TRIES), self.deadline)

    def _whole_page(self, request: partial[Page]) -> Page:
        try:
            page = request()
        except TwilioRefusedError as error:
            if error.code is not None or isinstance(error, TwilioAccountError):
                raise
            raise TwilioUnavailableError(str(error)) from None  # a proxy's, perhaps
        if not page.whole:
            self._keep(page)
            raise TwilioUnavailableError(_NOT_WHOLE)
        return page

    def _take(self, page: Page) -> bool:
        """Return whether a page reaches back to the question; note where it does not say all."""
        if not page.whole:
            self.trouble = _NOT_WHOLE
        return self._keep(page)

    def _keep(self, page: Page) -> bool:
        """Return whether a page reaches back to the question; keep what the asked phones sent.

        The whole page is read even then, because rows without a time of sending may stand
        anywhere in Twilio's order.
        """
        for message in page.messages:
            is_new = message.inbound and message.sent_at >= self.wait.asked_at
            if is_new and (row := self._recipient(message)):
                self.replies[message.sid] = Reply(message, row)
        return any(message.sent_at < self.wait.asked_at for message in page.messages)

    def _recipient(self, message: Message) -> Delivery | None:
        """Return who sent a text, None where it was nobody who was asked."""
        return next(
            (row for row in _rows_of(message, self.wait) if _came_to_us(message, row)), None
        )


def _rows_of(message: Message, wait: Wait) -> list[Delivery]:
    """Return whose phone a text came from, among those to whom the question was sent."""
    sent = (row for row in wait.recipients if row.status != NOT_SENT)
    return [row for row in sent if is_address_of(message.sender or "", row.to)]


def precedes_question(reply: Reply, wait: Wait) -> bool:
    """Return whether a text is older than the question to its author.

    With the code it is an answer nevertheless: whoever knows the code has seen the question.
    """
    row = reply.recipient
    if row is None or row.status == UNKNOWN or row.possible_duplicate:
        return False
    return reply.message.sent_at < wait.when_asked(row)


def _came_to_us(message: Message, row: Delivery) -> bool:
    """Return whether a text came to the sender of the question, as far as that is known."""
    if row.messaging_service_sid:
        return message.to == row.sender or message.service in {None, row.messaging_service_sid}
    return row.sender in {None, message.to}


def _has_opted_out(row: Delivery, replies: list[Reply]) -> bool:
    """Return whether the last keyword to our sender was an opt-out.

    Where a Messaging Service chose the number, number or service must be the same: an opt-out
    from another of the account's senders leaves this one open.
    """
    if not keeps_opt_outs(row.sender or "", row.to):
        return False
    from TwilioReply import keyword  # noqa: PLC0415 (most checks find nothing to read)

    texts = [
        reply.message
        for reply in replies
        if reply.recipient == row
        and (
            row.sender == reply.message.to
            or (row.messaging_service_sid or "") == reply.message.service
        )
    ]
    words = [word for message in texts if (word := keyword(message.body))]
    return bool(words) and words[-1] == "out"


def _read(result: PollResult, replies: list[Reply], wait: Wait, deadline: Deadline) -> None:
    """Read the texts, one of each phone in turn, and take the first answer."""
    for reply in _in_turn(replies):
        if deadline.remaining() <= 0:
            result.trouble = "There was no time to read all texts."
            break
        with suppress(TimeoutError):
            reply.reading = _reading(reply.message.body, wait, deadline)
    if any(reply.reading is None for reply in replies) and not result.trouble:
        result.trouble = "A text could not be read in time."
    words_of: dict[Delivery | None, Reply] = {}
    for reply in replies:
        words = _words_before(reply, words_of.get(reply.recipient))
        if reply.reading and reply.reason == "no_code" and says_something(reply, wait):
            words_of[reply.recipient] = reply
        answer = _answer(reply, words, wait)
        if answer is not None:
            result.answer, result.reply = answer, reply.message
            result.parts = [reply, words] if words else [reply]
            break
    result.others = [reply for reply in replies if reply not in result.parts]


def _in_turn(replies: list[Reply]) -> list[Reply]:
    """Return the replies in turn, so that many texts of one phone delay no other's answer."""
    texts_of: Counter[Delivery | None] = Counter()
    ranked = []
    for reply in replies:
        texts_of[reply.recipient] += 1
        ranked.append((texts_of[reply.recipient], reply))
    return [reply for _, reply in sorted(ranked, key=itemgetter(0))]


def _reading(body: str, wait: Wait, deadline: Deadline) -> Reading:
    from TwilioReply import read_reply  # noqa: PLC0415 (most checks find nothing to read)
    from TwilioTransport import time_limit  # noqa: PLC0415 (loaded by the manager)

    with time_limit(min(TEXT_SECONDS, deadline.remaining())):
        # A phone's reaction or copy may quote the hint as well as the question.
        asked = "\n".join(filter(None, (wait.question, wait.hint)))
        return read_reply(body, wait.code, asked, wait.options)


def says_something(reply: Reply, wait: Wait) -> bool:
    """Return whether the words of a text may be meant for the question.

    They are not where they are older than it, or a word that Twilio acts upon and no answer that
    was offered.
    """
    from TwilioAnswer import option_of  # noqa: PLC0415 (as above)
    from TwilioReply import is_command  # noqa: PLC0415 (as above)

    body = reply.message.body.strip()
    if not body or precedes_question(reply, wait):
        return False
    return not is_command(body) or option_of(body, wait.options) is not None


def _words_before(reply: Reply, words: Reply | None) -> Reply | None:
    """Return the words that belong to a reply: those just before a code alone.

    Args:
        reply: a text.
        words: the nearest text without a code that the same phone sent before it.
    """
    if words is None or not (reply.reading and reply.reading.code_alone):
        return None
    is_close = reply.message.sent_at - words.message.sent_at <= WORDS_BEFORE
    return words if is_close else None


def _answer(reply: Reply, words: Reply | None, wait: Wait) -> str | None:
    if reply.reading is None:
        return None
    if words is None:
        return reply.reading.answer
    text = words.message.body.strip()
    if not wait.options:
        return text
    from TwilioAnswer import option_of  # noqa: PLC0415 (as above)

    return option_of(text, wait.options) or reply.reading.answer
