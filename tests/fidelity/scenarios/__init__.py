"""The table of scenarios."""

from __future__ import annotations

from tests.fidelity.scenarios.ending import ENDING
from tests.fidelity.scenarios.pinging import PINGING
from tests.fidelity.scenarios.platform import PLATFORM
from tests.fidelity.scenarios.question import QUESTION
from tests.fidelity.scenarios.replies import REPLIES
from tests.fidelity.scenarios.sending import SENDING
from tests.fidelity.scenarios.trouble import TROUBLE

SCENARIOS = (*PINGING, *SENDING, *TROUBLE, *QUESTION, *REPLIES, *ENDING, *PLATFORM)
