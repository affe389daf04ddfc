"""A stand-in for Twilio's Messages API, strict where Twilio is and scriptable where it is not."""

from devkit.standin.accounts import Account
from devkit.standin.assumptions import Assumptions
from devkit.standin.errors import ApiError
from devkit.standin.faults import Fault
from devkit.standin.messages import Event, Message
from devkit.standin.phones import Phone, Text
from devkit.standin.server import StandIn, StandInError
from devkit.standin.state import State

__all__ = [
    "Account", "ApiError", "Assumptions", "Event", "Fault", "Message", "Phone", "StandIn",
    "StandInError", "State", "Text",
]  # fmt: skip
