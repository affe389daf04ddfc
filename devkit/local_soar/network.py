"""The switch that makes the way to Twilio bad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devkit.local_soar.problems import RequestError
from devkit.local_soar.reading import shown, text_of
from devkit.standin import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from devkit.standin import State

GOOD: Final = "good"
MODES: Final[dict[str, Callable[[], tuple[Fault, ...]]]] = {
    GOOD: lambda: (),
    "429": lambda: (
        Fault("status", status=429, code=20429, headers={"Retry-After": "1"}, times=None),
    ),
    "503": lambda: (Fault("status", status=503, times=None),),
    "cut": lambda: (Fault("cut", times=None),),
}


class Network:
    """How the stand-in answers for now."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.mode = GOOD

    def switch(self, mode: object) -> None:
        """Change it for all requests from here on.

        Raises:
            RequestError: there is no such mode.
        """
        mode = text_of(mode, "network")
        if mode not in MODES:
            raise RequestError(f"There is no network {shown(mode)}; networks: {', '.join(MODES)}.")
        self._state.faults.clear()
        self._state.faults.add(*MODES[mode]())
        self.mode = mode
