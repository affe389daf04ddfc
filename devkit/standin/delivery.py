"""How messages move on after they were accepted: which status, after how many seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

_ROAD: Final = ("accepted", "queued", "sending", "sent", "delivered", "read")
OUTCOMES: Final = (*_ROAD, "undelivered", "failed")


class Outcome(NamedTuple):
    """The last status that a message reaches, and the code and the text that explain a failure.

    `error_message`: None for Twilio's text of the code, where one is known.
    """

    status: str
    error_code: int | None = None
    error_message: str | None = None


DELIVERED: Final = Outcome("delivered")


class Step(NamedTuple):
    """A status and the seconds after the message's first status at which it is reached."""

    after: float
    outcome: Outcome


@dataclass(slots=True)
class Delivery:
    """How fast messages move and where they end. All times are seconds.

    `pick` passes until a Messaging Service has chosen a sender, `step` between two statuses;
    `usual` is the outcome for a number that has none of its own in `outcomes`.
    """

    pick: float = 0.2
    step: float = 0.2
    usual: Outcome = DELIVERED
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def road(self, first: str, to: str, *, outcome: Outcome | None = None) -> list[Step]:
        """The steps that follow a first status for a number."""
        end = outcome or self.outcomes.get(to) or self.usual
        steps, after = [], 0.0
        for status in self._statuses(first, end.status):
            after += self.pick if status == "queued" else self.step
            steps.append(Step(after, end if status == end.status else Outcome(status)))
        return steps

    @staticmethod
    def _statuses(first: str, last: str) -> tuple[str, ...]:
        """The statuses between two; a failure leaves the road before `sending`, or after `sent`."""
        begin = _ROAD.index(first) + 1
        if last == "failed":
            return (*_ROAD[begin : _ROAD.index("sending")], "failed")
        if last == "undelivered":
            return (*_ROAD[begin : _ROAD.index("delivered")], "undelivered")
        return _ROAD[begin : _ROAD.index(last) + 1]
