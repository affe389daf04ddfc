"""The main use played on a stand-in: connect, notify two people, ask along an on-call chain."""

from devkit.demo.scenario import Pace, play

__all__ = ["Pace", "play"]
