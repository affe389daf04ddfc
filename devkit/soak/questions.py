"""The questions of a soak: whom each asks, what is answered, and how its wait must end."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTIONS = ("Approve", "Deny", "Ask me later")
FREE_FORMS = (
    "{answer} {code}",
    "{code} {answer}",
    "{answer} {spaced}",
    "{answer}\nSiemplifyID: {code}",
    "{answer}\r\n\u200b{code}\u200f",
)
OPTION_FORMS = ("{answer} {code}", "{lower} {code}", "{code} {answer}!", "“{answer}” {spaced}")
NO_ANSWERS = (
    "Who is this?",
    "Yes, go ahead",
    "Liked “{question}”",
    "Reacted 👍 to “{question}”",
    "Removed a heart from “{question}”",
    "{quoted}",
    "Yes {code}4",
    "It cost 3{code}.50",
    "Approve {foreign}",
)
NO_OPTIONS = ("Maybe {code}", "Approve or Deny? {code}", "Approved {code}")


class Kind(Enum):
    """What is special about a question."""

    PLAIN = "plain"
    WORDS_FIRST = "the words come in one text, the code in the next"
    HOSTILE = "a second phone floods the account with texts that are no answers"
    FOLLOWED_UP = "a hint, and a confirmation"
    UNDELIVERED = "it does not arrive"
    ESCALATED = "it does not arrive, so the next phone is asked"


KINDS = (
    *(Kind.PLAIN,) * 7,
    Kind.WORDS_FIRST,
    Kind.HOSTILE,
    Kind.FOLLOWED_UP,
    Kind.UNDELIVERED,
    Kind.ESCALATED,
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the same for the same seed and number.

    Attributes:
        number: counts the questions.
        kind: what is special about it.
        to: the phone that is asked first.
        second: the phone that is asked as well, or next, or nothing.
        options: the answers offered, none for free text.
        answer: the answer the wait must end with, None where it cannot be answered.
        replies: what the one who answers writes, in order: `{code}`, `{spaced}`, `{question}`,
            `{quoted}` and `{foreign}` stand for the code, the text that came, and another code.
    """

    number: int
    kind: Kind
    to: str
    second: str
    options: tuple[str, ...]
    answer: str | None
    replies: tuple[str, ...]

    @classmethod
    def of(cls, seed: int, number: int, phones: int) -> Question:
        """Make a question.

        Args:
            seed: of the soak.
            number: of the question.
            phones: how many phones the plain questions share.
        """
        chance = random.Random(f"{seed}/{number}")
        kind = KINDS[number % len(KINDS)]
        has_options = kind is Kind.HOSTILE or (kind is Kind.PLAIN and chance.random() < 1 / 2)
        options = OPTIONS if has_options else ()
        answer = chance.choice(options) if options else f"Answer {number} nebelhorn"
        shared = kind in {Kind.PLAIN, Kind.HOSTILE}
        has_second = kind in {Kind.HOSTILE, Kind.ESCALATED}
        return cls(
            number=number,
            kind=kind,
            to=_phone(5, number % phones) if shared else _phone(6, number),
            second=_phone(7, number) if has_second else "",
            options=options,
            answer=None if kind is Kind.UNDELIVERED else answer,
            replies=tuple(_replies(kind, options, answer, chance)),
        )

    @property
    def answering_phone(self) -> str:
        return self.second if self.kind is Kind.ESCALATED else self.to

    @property
    def is_delivered(self) -> bool:
        """Whether the first phone that is asked receives the question."""
        return self.kind not in {Kind.UNDELIVERED, Kind.ESCALATED}

    def parameters(self, attempt: int) -> dict[str, str]:
        """Return the parameters of the action for one of several attempts to ask."""
        name = f"{self.number}.{attempt}"
        params = {"Phone Number": self.to, "Message": self.text(attempt)}
        if self.options:
            params["Reply Options"] = ", ".join(self.options)
        if self.kind is Kind.HOSTILE:
            params["Phone Number"] = f"{self.to}, {self.second}"
        elif self.kind is Kind.ESCALATED:
            params["Escalation Numbers"] = self.second
        elif self.kind is Kind.FOLLOWED_UP:
            params["Confirmation Message"] = f"soak confirmation {name}: {{answer}}"
            params["Hint Message"] = f"soak hint {name}: add {{code}}"
        return params

    def text(self, attempt: int) -> str:
        return f"soak question {self.number}.{attempt}: may wolpertinger-{self.number} be isolated?"


def _phone(group: int, number: int) -> str:
    return f"+1555{group}{(550_000 + 7_919 * number) % 1_000_000:06d}"


def _replies(kind: Kind, options: Sequence[str], answer: str, chance: random.Random) -> list[str]:
    if kind is Kind.WORDS_FIRST:
        return [answer, "{code}"]
    noise = [chance.choice(NO_ANSWERS) for _ in range(chance.randrange(4))]
    if options and noise:
        noise[0] = chance.choice(NO_OPTIONS)
        chance.shuffle(noise)
    if kind is Kind.FOLLOWED_UP:
        noise.append("Yes, go ahead")  # which asks for a hint
    form = chance.choice(OPTION_FORMS if options else FREE_FORMS)
    written = form.replace("{answer}", answer).replace("{lower}", answer.lower())
    other = next((option for option in options if option != answer), "I changed my mind")
    return [*noise, written, f"{other} {{code}}"]
