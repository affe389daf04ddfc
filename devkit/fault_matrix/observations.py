"""What a test of a promise leaves behind: what was asked, what is there, and what was told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from devkit.lab import SEND

if TYPE_CHECKING:
    from devkit.soar import RunResult

_TAIL = 4  # digits of a number that a log may hold
NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """What an action told of one recipient."""

    status: str
    sid: str | None = None
    possible_duplicate: bool = False

    @classmethod
    def read(cls, values: dict[str, Any]) -> RecipientRow:
        """Read a row of an action's JSON result, or of a saved state, which leaves out defaults."""
        return cls(
            values.get("status", NOT_SENT),
            values.get("sid"),
            values.get("possible_duplicate", False),
        )

    @property
    def word(self) -> str:
        """The row in a word or two: sent, sent again, not sent, unknown."""
        if self.sid:
            return "sent again" if self.possible_duplicate else "sent"
        return "not sent" if self.status == NOT_SENT else self.status


@dataclass(frozen=True, slots=True)
class WaitAnswer:
    """What became of one wait.

    Attributes:
        reached: whether a question arrived on a phone.
        expected: the answer that was given to this wait's own code.
        got: the value with which the wait completed, None where it did not.
        may_end: whether the failure allowed the wait to end as failed.
    """

    reached: bool
    expected: str
    got: str | None
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class PrivateValues:
    """Values that must not be written down."""

    secrets: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def found_in(self, result: RunResult) -> list[str]:
        """Name each leak of a run: what, and where."""
        told = f"{result.message} {result.value} {result.raw_json} {result.tables}"
        logs = {
            "debug output": result.debug_output,
            "standard error": result.stderr,
            "log": result.log,
        }
        found = ["secret in the result" for one in self.secrets if one in told]
        for where, text in logs.items():
            found += [f"secret in the {where}" for one in self.secrets if one in text]
            found += [f"text in the {where}" for one in self.texts if one in text]
            found += [f"code in the {where}" for one in self.codes if one in text]
            found += [f"number in the {where}" for one in self.numbers if _shows(text, one)]
        return found


def _shows(text: str, number: str) -> bool:
    """Whether a text holds more of a number than its end."""
    digits = number.removeprefix("+")
    return digits[-_TAIL - 1 :] in text or digits[:-_TAIL] in text


@dataclass(frozen=True, slots=True)
class Observation:
    """One case: the runs of one action on one question or message.

    Attributes:
        recipients: the recipients, each of whom was to get one message.
        rows: what the action told of each.
        messages: the SIDs at the stand-in, by recipient.
        resent: recipients with a second create request after one whose fate was open.
        outcomes: how it went, to be compared with what was expected.
        run_seconds: the deadline of each process.
        idle_faults: the faults that no request met, so that the case shows nothing.
    """

    recipients: tuple[str, ...]
    rows: dict[str, RecipientRow]
    messages: dict[str, list[str]]
    resent: frozenset[str] = frozenset()
    outcomes: tuple[str, ...] = ()
    answer: WaitAnswer | None = None
    runs: tuple[RunResult, ...] = ()
    private_values: PrivateValues = field(default_factory=PrivateValues)
    run_seconds: float = float("inf")
    idle_faults: tuple[str, ...] = ()


def rows_of(result: RunResult) -> dict[str, RecipientRow]:
    """Return what a run told of each recipient, in its JSON result or in its saved state."""
    told = result.json
    if result.action != SEND:
        told = json.loads(str(result.value)) if result.in_progress else told
        told = told["recipients"] if isinstance(told, dict) else []
    numbers = [number_of(values["to"]) for values in told or []]
    return {
        number: RecipientRow.read(values)
        for number, values in zip(numbers, told or [], strict=True)
        if numbers.count(number) == 1
    }


def number_of(address: str) -> str:
    """Return a number in E.164, also where the stand-in leaves out the plus sign."""
    return f"+{address.removeprefix('+')}"
