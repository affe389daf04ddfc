"""Send SMS And Wait: how a wait ends without an answer, and what keeps it alive."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from devkit.lab import PHONE, SECOND
from devkit.soar import Limits
from devkit.standin import Fault
from tests.fidelity.recording import Scenario
from tests.fidelity.scenarios.replies import WAITING, replied

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fidelity.lab import ComparisonLab

LONG_GONE = {"began": 1_699_999_400.0, "until": 1_700_000_000.0}
STATE = "saved state"
NO_DEADLINES = {
    "execution_deadline_unix_time_ms": 0,
    "script_timeout_deadline": None,
    "async_total_duration_deadline": 0,
    "async_polling_interval_in_sec": 0,
}


def damaged(state: Any) -> Callable[[ComparisonLab], None]:
    return lambda lab: lab.poll(state(lab.saved_wait.state) if callable(state) else state)


def without_state(lab: ComparisonLab) -> None:
    lab.run("Send SMS And Wait", {"Phone Number": PHONE, "Message": "?"}, first=False)


def last_of_two_stops(lab: ComparisonLab) -> None:
    both = partial(lab.saved_state, to=(PHONE, SECOND))
    lab.receive("STOP")
    lab.poll(both())
    lab.receive("unsubscribe", sender=SECOND)
    lab.poll(both())
    lab.state.clock.advance(5)
    lab.receive("start", sender=SECOND)
    lab.poll(both())


def limit_near(seconds: float, **saved: Any) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        deadline = int((time.time() + seconds) * 1000)
        limits = Limits(run_seconds=30, interval_seconds=60, total_deadline_ms=deadline)
        lab.poll(lab.saved_state(**saved), limits=limits)

    return act


def troubled(kind: Any, **fields: Any) -> Callable[[ComparisonLab], None]:
    def act(lab: ComparisonLab) -> None:
        lab.add_faults(Fault(kind, path="list", times=None, **fields))
        lab.poll()

    return act


def refused(status: int, code: int) -> Callable[[ComparisonLab], None]:
    return troubled("status", status=status, code=code)


def with_other_parameters(lab: ComparisonLab) -> None:
    lab.receive("approve {code}")
    gone = {"Phone Number": "gone", "Message": "", "Reply Options": "", "From": "?"}
    lab.poll(lab.saved_state(options=["Approve"]), params=gone)


def up_in_trouble(lab: ComparisonLab) -> None:
    lab.add_faults(Fault("html", times=None))
    lab.poll(lab.saved_state(**LONG_GONE))


WAIT_END = (
    Scenario("end: opted out", replied("Stop "), "F", "START"),
    Scenario("end: last of two opts out, and comes back", last_of_two_stops, "WFW", SECOND),
    Scenario("end: answered, then opted out", replied("Yes {code}", "STOP"), "C", PHONE),
    Scenario("end: STOP with the code", replied("STOP {code}"), "C", PHONE),
    Scenario("end: time is up", replied(**LONG_GONE), "F", "Reply Timeout"),
    Scenario("end: time is up, quietly", replied(**LONG_GONE, fail_on_timeout=False), "C",
             "Reply Timeout"),
    Scenario("end: time is up, with other replies",
             replied("later {code}", **LONG_GONE, options=["Yes"]), "F", "Reply Timeout"),
    Scenario("end: answered as time is up", replied("Yes {code}", **LONG_GONE), "C", PHONE),
    Scenario("end: time is up in trouble", up_in_trouble, "F", "sign-in page"),
    Scenario("end: platform's limit far", limit_near(3600), "W", WAITING),
    Scenario("end: platform's limit near", limit_near(30), "F", PHONE),
    Scenario("end: platform's limit near, quietly", limit_near(30, fail_on_timeout=False), "C",
             PHONE),
    Scenario("end: no deadlines given",
             lambda lab: lab.poll(extra_context=NO_DEADLINES), "W", WAITING),
    Scenario("end: deadlines gone by",
             lambda lab: lab.poll(extra_context={
                 "execution_deadline_unix_time_ms": 1_700_000_000_000,
                 "script_timeout_deadline": 1_700_000_000_000,
             }), "W", WAITING),
    Scenario("end: deadlines absent",
             lambda lab: lab.poll(extra_context=dict.fromkeys(NO_DEADLINES, 0)), "W", WAITING),
    Scenario("end: parameters of other values", with_other_parameters, "C", PHONE),
    Scenario("end: 503", troubled("status", status=503), "W", "20503"),
    Scenario("end: busy", troubled("status", status=429), "W", "20429"),
    Scenario("end: sign-in page", troubled("html"), "W", "sign-in page"),
    Scenario("end: cut", troubled("cut"), "W", "cut"),
    Scenario("end: other JSON", troubled("json", body=[5]), "W", "API Root", exact=False),
    Scenario("end: dripping", troubled("drip", delay=0.3), "W", "slow", exact=False,
             seconds=8),
    Scenario("end: credentials refused", refused(401, 20003), "F", "20003"),
    Scenario("end: account suspended", refused(403, 20403), "F", "20403"),
    Scenario("end: account unknown", refused(404, 20404), "F", "20404"),
    Scenario("end: state absent", without_state, "F", STATE, reads=0),
    Scenario("end: state empty", damaged(""), "F", STATE, reads=0),
    Scenario("end: state a number", damaged("482139"), "F", STATE, reads=0),
    Scenario("end: state cut", damaged(lambda state: state[:-9]), "F", STATE, reads=0),
    Scenario("end: state no JSON", damaged(lambda state: f"state: {state}"), "F", STATE, reads=0),
    Scenario("end: state an object", damaged({}), "F", STATE, reads=0),
    Scenario("end: state a list", damaged([]), "F", STATE, reads=0),
    Scenario("end: state without end", damaged("[" * 100_000), "F", STATE, reads=0),
    Scenario("end: state of another version", lambda lab: lab.poll(lab.saved_state(v=99)), "F",
             "version", reads=0),
    Scenario("end: state without recipients", lambda lab: lab.poll(lab.saved_state(to=())), "F",
             STATE, reads=0),
    Scenario("end: state hostile", damaged('["</script>", "\\u202e"]'), "F", STATE, reads=0),
)  # fmt: skip
