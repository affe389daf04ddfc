"""Text messages drawn as on a phone: what we sent to the right, what came back to the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich import box
from rich.align import Align
from rich.cells import cell_len
from rich.console import Group
from rich.constrain import Constrain
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from devkit.console import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from devkit.standin import Message

WIDTH: Final = 72
"""Columns of a conversation: it looks the same in every terminal from 76 columns on."""
_WIDEST_TEXT: Final = 50
_OURS: Final = "cyan"
_THEIRS: Final = "magenta"
_TICKS: Final = {
    "accepted": ("…", "dim"),
    "queued": ("…", "dim"),
    "sending": ("✓", "dim"),
    "sent": ("✓", "dim"),
    "delivered": ("✓✓", "green"),
    "read": ("✓✓", "bold green"),
    "undelivered": ("✗", "red"),
    "failed": ("✗", "red"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """Whom a message goes to and how far it has come."""

    number: str
    status: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text. Equal texts to several people are one bubble with a receipt for each."""

    body: str
    at: datetime
    sender: str = ""
    receipts: tuple[Receipt, ...] = ()


def bubbles(messages: Sequence[Message]) -> list[Bubble]:
    """Put messages, oldest first, into bubbles."""
    found: list[Bubble] = []
    for message in messages:
        if message.inbound:
            found.append(Bubble(message.body, message.created, sender=message.sender or ""))
            continue
        receipt = Receipt(message.to, message.status)
        last = found[-1] if found else None
        if last and last.receipts and last.body == message.body:
            found[-1] = Bubble(last.body, last.at, receipts=(*last.receipts, receipt))
        else:
            found.append(Bubble(message.body, message.created, receipts=(receipt,)))
    return found


def draw(messages: Sequence[Message], names: Mapping[str, str]) -> RenderableType:
    """Return a conversation.

    Args:
        messages: the messages, oldest first.
        names: people by number.
    """
    return Constrain(Group(*(_draw(bubble, names) for bubble in bubbles(messages))), WIDTH)


def _draw(bubble: Bubble, names: Mapping[str, str]) -> RenderableType:
    if not bubble.receipts:
        caption = Text.assemble(("  ", ""), _who(bubble.sender, names), (_clock(bubble.at), "dim"))
        return Group(_balloon(bubble.body, _THEIRS), caption)
    lines = [_receipt(bubble.at, receipt, names) for receipt in bubble.receipts]
    return Group(Align.right(_balloon(bubble.body, _OURS)), *(Align.right(line) for line in lines))


def _balloon(body: str, style: str) -> Panel:
    text = visible(body)
    longest = max(cell_len(line) for line in text.split("\n"))
    width = min(longest, _WIDEST_TEXT) + 4
    return Panel(Text(text, overflow="fold"), box=box.ROUNDED, border_style=style, width=width)


def _receipt(at: datetime, receipt: Receipt, names: Mapping[str, str]) -> RenderableType:
    tick, style = _TICKS.get(receipt.status, ("", "dim"))
    line = Text.assemble(
        _who(receipt.number, names),
        (f"{_clock(at)}  {receipt.status:>11} ", "dim"),
        (f"{tick:<2}", style),
    )
    return Padding(line, (0, 1, 0, 0), expand=False)


def _who(number: str, names: Mapping[str, str]) -> tuple[str, str]:
    name = names.get(number)
    return (visible(f"{name} {number}  " if name else f"{number}  "), "dim")


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}"
