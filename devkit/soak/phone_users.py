"""The people in a soak: each phone answers its questions in time, among much that is no answer."""

from __future__ import annotations

import heapq
import random
import re
import threading
import time
from itertools import count
from typing import TYPE_CHECKING, Self

from devkit.twilio_settings import code_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devkit.soak.questions import Question
    from devkit.standin import State

PAUSE_SECONDS = 0.05  # between two looks at the phones
LONGEST_DELAY = 1.5  # seconds before each reply
FLOOD = 100  # texts of a hostile phone
_ASKED = re.compile(r"soak question (\d+)\.\d+")
_FOLLOW_UP = re.compile(r"soak (confirmation|hint) \d+\.\d+")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


class PhoneUsers:
    """A thread that plays all phones; a context manager.

    Args:
        state: the stand-in's.
        questions: by their numbers.
        seed: decides when is answered, and what a hostile phone writes.
    """

    def __init__(self, state: State, questions: Mapping[int, Question], seed: int) -> None:
        self._state = state
        self._questions = questions
        self._random = random.Random(seed)
        self._read_texts: dict[str, int] = {}
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
        while not self._closing.wait(PAUSE_SECONDS):
            try:
                self._read_inboxes()
                self._write_due()
            except Exception as error:  # noqa: BLE001 (the soak must tell, not hang)
                self.problems.append(f"a phone cannot write: {error!r}")

    def _read_inboxes(self) -> None:
        for phone in self._state.phones:
            inbox = phone.inbox
            for text in inbox[self._read_texts.get(phone.number, 0) :]:
                self._read(phone.number, text.body)
            self._read_texts[phone.number] = len(inbox)

    def _read(self, number: str, body: str) -> None:
        code, asked = code_in(body), _ASKED.search(body)
        if not asked and _FOLLOW_UP.search(body):
            return
        if not code or not asked:
            self.problems.append("a question without its code or number arrived")
            return
        question = self._questions[int(asked[1])]
        if number != question.answering_phone:
            self._schedule(number, hostile_texts(code, self._random), 0.01)
        elif code not in self._codes:  # a second copy is answered once
            self._codes[code] = number
            foreign = [other for other, phone in self._codes.items() if phone != number]
            other = self._random.choice(foreign) if foreign else "100000"
            texts = [_filled(text, code, body, other, self._random) for text in question.replies]
            self._schedule(number, texts, LONGEST_DELAY)

    def _schedule(self, number: str, texts: list[str], longest_delay: float) -> None:
        due = time.monotonic()
        for text in texts:
            due += self._random.uniform(0, longest_delay)
            heapq.heappush(self._due, (due, next(self._order), number, text))

    def _write_due(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            _, _, number, text = heapq.heappop(self._due)
            self._state.phone(number).send(text)


def _filled(text: str, code: str, question: str, foreign: str, chance: random.Random) -> str:
    wide = chance.random() < 1 / 6
    digits = code.translate(_FULL_WIDTH) if wide else code
    values = {
        "{code}": digits,
        "{spaced}": f"{digits[:3]} {digits[3:]}",
        "{foreign}": foreign,
        "{question}": question,
        "{quoted}": "\n".join(f"> {line}" for line in question.splitlines()),
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def hostile_texts(code: str, chance: random.Random) -> list[str]:
    """Return texts that are slow to read, or guess the code; none is an answer to options.

    Args:
        code: the right one, which the phone has received.
        chance: decides their order and numbers.
    """
    guesses = [str(chance.randrange(100_000, 1_000_000)) for _ in range(FLOOD)]
    slow = [
        f"{code} sent from phone {'A ' * 700}  (",
        "(" * 800 + code + "[" * 700,
        f"{code} " * 220,
        f"> {code}\n" * 170,
        f"“{code} " * 200,
        f"Approve {' '.join(guesses[:190])} {code}",
        f"Approve\u202e{code}" + "\u0301" * 1500,
        f"Approve {code} " + "y" * 100_000,
        f"-- \n{' '.join(guesses[:100])} {code} Approve",
    ]
    texts = [*slow, *(f"Approve {guess}" for guess in guesses[len(slow) :] if guess != code)]
    chance.shuffle(texts)
    return texts
