"""The main job played on a stand-in: ping, notify two people, ask one and get the answer."""

from devkit.demo.story import Pace, play

__all__ = ["Pace", "play"]
