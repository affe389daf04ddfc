"""A step of the demo on the screen: it changes while it runs, and stays as it ended."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.constrain import Constrain
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from devkit.console import STATE_STYLES, visible
from devkit.demo.conversation import WIDTH, draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console, RenderableType

    from devkit.soar import RunResult
    from devkit.standin import Message

INDENT: Final = 3
REFRESHES_PER_SECOND: Final = 10


@dataclass(slots=True)
class Step:
    """The state of a step. `messages` returns those that the account holds now, oldest first."""

    number: int
    action: str
    messages: Callable[[], list[Message]]
    names: dict[str, str]
    result: RunResult | None = None
    runs: int = 0
    done: bool = False
    spinner: Spinner = field(default_factory=lambda: Spinner("dots", style="cyan"))

    def __rich__(self) -> RenderableType:
        parts: list[RenderableType] = [self._heading()]
        if self.result is not None:
            parts.append(indented(Text(visible(self.result.message), "dim")))
        messages = self.messages()
        if messages:
            parts.append(indented(draw(messages, self.names)))
        return Padding(Constrain(Group(*parts), INDENT + WIDTH), (0, 0, 1, 0), expand=False)

    def _heading(self) -> RenderableType:
        line = Table.grid(expand=False)
        line.add_column(width=INDENT)
        line.add_column(width=WIDTH // 2)
        line.add_column(width=WIDTH - WIDTH // 2, justify="right")
        line.add_row(Text(str(self.number), "dim"), Text(self.action, "bold"), self._state())
        return line

    def _state(self) -> Text:
        if self.done and self.result is not None:
            return Text.assemble(
                (f"{self.runs} process{'es' if self.runs > 1 else ''}  ", "dim"),
                (self.result.state_name, STATE_STYLES[self.result.state]),
            )
        turning = self.spinner.render(time.monotonic())
        return Text.assemble(turning, " ", (self._progress(), "dim"))  # type: ignore[arg-type]

    def _progress(self) -> str:
        polls = self.runs - 1
        if polls < 0:
            return "running"
        return f"waiting, {polls} poll{'s' if polls > 1 else ''}" if polls else "waiting"


@contextmanager
def shown(console: Console, step: Step) -> Iterator[None]:
    """Show a step: live on a terminal, once at its end elsewhere."""
    if not console.is_terminal:
        yield
        console.print(step)
        return
    with Live(step, console=console, refresh_per_second=REFRESHES_PER_SECOND):
        yield


def indented(what: RenderableType) -> RenderableType:
    """Return something as it is placed below a heading, in the columns of the conversation."""
    return Constrain(Padding(what, (0, 0, 0, INDENT)), INDENT + WIDTH)
