"""The people in a soak: each phone answers its questions in time, among much that is no answer."""

from __future__ import annotations

import heapq
import random
import re
import threading
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Self

from devkit.twilio_settings import code_in

if TYPE_CHECKING:
    from devkit.standin import State

PAUSE = 0.05  # seconds between two looks at the phones
NUMBERED = re.compile(r"soak question (\d+)\.(\d+)")
OPTIONS = ("Approve", "Deny", "Ask me later")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class ReplyScript:
    """What one person will answer to one question.

    Attributes:
        options: the answers offered, none for free text.
        answer: the answer the wait must end with.
        form: how it is written; takes `answer` and `code`.
        noise: how many replies that are no answer come before it.
    """

    options: tuple[str, ...]
    answer: str
    form: str
    noise: int
    dice: random.Random

    @classmethod
    def of(cls, seed: int, number: int) -> ReplyScript:
        """Return the script of a question; the same for the same seed."""
        dice = random.Random(f"{seed}/{number}")
        options = OPTIONS if dice.random() < 1 / 3 else ()
        answer = dice.choice(options) if options else f"Answer {number} nebelhorn"
        forms = _OPTION_FORMS if options else _FREE_FORMS
        return cls(options, answer, dice.choice(forms), dice.randrange(4), dice)

    def replies(self, question: str, code: str, foreign: list[str]) -> list[str]:
        """Return what the phone writes, in order.

        Args:
            question: the text that reached it.
            code: the question's code.
            foreign: codes of questions to other phones.
        """
        noise = [_wrong_option(self, code)] if self.options and self.noise else []
        while len(noise) < self.noise:
            noise.append(self._noise(question, code, foreign))
        self.dice.shuffle(noise)
        narrow = self.dice.random() < 5 / 6
        written = code if narrow else code.translate(_FULL_WIDTH)
        spaced = f"{written[:3]} {written[3:]}"
        answer = self.form.format(
            answer=self.answer, lower=self.answer.lower(), code=written, spaced=spaced
        )
        other = next((one for one in self.options if one != self.answer), "I changed my mind")
        return [*noise, answer, f"{other} {code}"]

    def _noise(self, question: str, code: str, foreign: list[str]) -> str:
        quoted = "\n".join(f"> {line}" for line in question.splitlines())
        texts = [
            "Who is this?",
            "Yes, go ahead",
            f"Liked “{question}”",
            f"Reacted 👍 to “{question}”",
            f"Removed a heart from “{question}”",
            quoted,
            f"Yes {code}4",
            f"It cost 3{code}.50",
            *(f"Approve {one}" for one in foreign),
        ]
        return self.dice.choice(texts)


def _wrong_option(script: ReplyScript, code: str) -> str:
    return script.dice.choice([f"Maybe {code}", f"Approve or Deny? {code}", f"Approved {code}"])


_FREE_FORMS = (
    "{answer} {code}",
    "{code} {answer}",
    "{answer} {spaced}",
    "{answer}\nSiemplifyID: {code}",
    "{answer}\r\n\u200b{code}\u200f",
)
_OPTION_FORMS = ("{answer} {code}", "{lower} {code}", "{code} {answer}!", "“{answer}” {spaced}")


class PhoneUsers:
    """A thread that plays all phones; a context manager.

    Args:
        state: the stand-in's.
        seed: decides what is answered, and when.
        delay: the longest time, in seconds, before each reply.
    """

    def __init__(self, state: State, seed: int, delay: float = 1.5) -> None:
        self._state = state
        self._seed = seed
        self._delay = delay
        self._seen: dict[str, int] = {}
        self._codes: dict[str, str] = {}
        self._due: list[tuple[float, int, str, str]] = []
        self._order = count()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._play, daemon=True)
        self.problems: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._closing.set()
        self._thread.join()

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that reached a phone."""
        return tuple(self._codes)

    def _play(self) -> None:
        while not self._closing.wait(PAUSE):
            try:
                self._look()
                self._send()
            except Exception as error:  # noqa: BLE001 (the soak must tell, not hang)
                self.problems.append(f"the phone_users stumbled: {error!r}")

    def _look(self) -> None:
        for phone in self._state.phones:
            inbox = phone.inbox
            for text in inbox[self._seen.get(phone.number, 0) :]:
                self._read(phone.number, text.body)
            self._seen[phone.number] = len(inbox)

    def _read(self, number: str, body: str) -> None:
        code, numbered = code_in(body), NUMBERED.search(body)
        if not code or not numbered:
            self.problems.append("a question without its code or number arrived")
            return
        if code in self._codes:
            return  # a second copy is answered once
        self._codes[code] = number
        foreign = [one for one, whose in self._codes.items() if whose != number]
        script = ReplyScript.of(self._seed, int(numbered[1]))
        due = time.monotonic()
        for reply in script.replies(body, code, script.dice.sample(foreign, min(2, len(foreign)))):
            due += script.dice.uniform(0, self._delay)
            heapq.heappush(self._due, (due, next(self._order), number, reply))

    def _send(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            _, _, number, reply = heapq.heappop(self._due)
            self._state.phone(number).send(reply)
