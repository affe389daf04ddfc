"""What a terminal shows in the end, after all that was drawn over."""

from __future__ import annotations

import re

_STEP = re.compile(r"(\x1b\[[0-9;?]*[A-Za-z]|\r|\n)")
_UP = re.compile(r"\x1b\[(\d*)A")
CLEAR_LINE = "\x1b[2K"


def last_screen(output: str) -> list[str]:
    """Return the lines that are left, colours included.

    Understands what Rich's live displays write: up, clear line, new line; each line is written
    whole after it was cleared.
    """
    lines, row = [""], 0
    for step in _STEP.split(output):
        up = _UP.fullmatch(step)
        if step == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif up:
            row = max(0, row - int(up[1] or 1))
        elif step == CLEAR_LINE:
            lines[row] = ""
        elif not step.startswith(("\x1b", "\r")) or step.endswith("m"):
            lines[row] += step
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return [line.rstrip() for line in lines]
