"""`demo`: the main use of the package, played on the embedded stand-in."""

from __future__ import annotations

from devkit import console
from devkit.demo import play
from devkit.errors import FAILED, OK
from devkit.standin import StandIn


def demo() -> int:
    with StandIn() as twilio:
        problems = play(console.stdout(), twilio)
    return FAILED if problems else OK
