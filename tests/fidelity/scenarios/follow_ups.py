"""Send SMS And Wait: the texts that later runs send."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, SECOND
from devkit.standin import Fault
from tests.fidelity.recording import Scenario
from tests.fidelity.scenarios.replies import WAITING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

HINT = "Please add the number: {code}"


def polled(
    *bodies: str, status: str = "delivered", **saved: Any
) -> Callable[[ComparisonLab], None]:
    """Poll a question of ten minutes ago; `saved` changes the saved state."""

    def act(lab: ComparisonLab) -> None:
        for body in bodies:
            lab.receive(body)
        values = json.loads(lab.saved_state(**saved))
        asked_at = datetime.now(UTC) - timedelta(minutes=10)
        values["recipients"][0] |= {
            "status": status,
            "created_at": asked_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        lab.poll(json.dumps(values))

    return act


def hinted_then_answered(lab: ComparisonLab) -> None:
    code = lab.saved_wait.code
    polled("yes", hint=HINT.format(code=code))(lab)
    lab.state.clock.advance(5)
    lab.receive(code)
    lab.poll()


def confirmation_refused(lab: ComparisonLab) -> None:
    lab.add_faults(Fault("status", path="create", status=400, code=30007))
    polled("Yes {code}", confirmation="Recorded: {answer}")(lab)


def next_person_unreachable(lab: ComparisonLab) -> None:
    lab.add_faults(Fault("status", path="create", status=400, code=21614))
    polled(status="undelivered", escalation=[SECOND])(lab)


FOLLOW_UPS = (
    Scenario("follow-up: confirmation",
             polled("Yes {code}", confirmation="{from} said {answer}"), "C", PHONE),
    Scenario("follow-up: confirmation refused", confirmation_refused, "C", "30007"),
    Scenario("follow-up: hint, then the code", hinted_then_answered, "WC", "yes"),
    Scenario("follow-up: reminder", polled(reminder_minutes=5), "W", WAITING),
    Scenario("follow-up: next person as it is time",
             polled(escalation=[SECOND], escalation_minutes=5), "W", SECOND),
    Scenario("follow-up: next person at once",
             polled(status="undelivered", escalation=[SECOND]), "W", SECOND),
    Scenario("follow-up: next person cannot be texted", next_person_unreachable, "F", "21614"),
)  # fmt: skip
