"""A stand-in for Twilio's Messages API, strict where Twilio is and scriptable where it is not."""

from devkit.standin.accounts import Account
from devkit.standin.errors import ApiError
from devkit.standin.faults import Fault
from devkit.standin.messages import Message
from devkit.standin.phone import Phone, Text
from devkit.standin.server import StandIn
from devkit.standin.state import Event, State

__all__ = ["Account", "ApiError", "Event", "Fault", "Message", "Phone", "StandIn", "State", "Text"]
