"""The table of scenarios."""

from __future__ import annotations

from tests.fidelity.scenarios.first_run import FIRST_RUN
from tests.fidelity.scenarios.follow_ups import FOLLOW_UPS
from tests.fidelity.scenarios.ping import PING
from tests.fidelity.scenarios.platform import PLATFORM
from tests.fidelity.scenarios.replies import REPLIES
from tests.fidelity.scenarios.send_failures import SEND_FAILURES
from tests.fidelity.scenarios.send_sms import SEND_SMS
from tests.fidelity.scenarios.wait_end import WAIT_END

SCENARIOS = (
    *PING,
    *SEND_SMS,
    *SEND_FAILURES,
    *FIRST_RUN,
    *REPLIES,
    *WAIT_END,
    *FOLLOW_UPS,
    *PLATFORM,
)
