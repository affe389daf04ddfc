"""Printing: results to standard output, all else to standard error, colour on a terminal alone.

A text may come from a stranger's reply: no control character of it reaches the terminal.
"""

from __future__ import annotations

import csv
import json
import sys
import time
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console
from rich.highlighter import JSONHighlighter
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from devkit.soar import RunResult

WIDTH_OF_A_FILE: Final = 160
SECONDS_BETWEEN_LINES: Final = 10.0
STATE_STYLES: Final = ("bold green", "bold cyan", "bold red", "bold yellow")
_ALLOWED: Final = "\n\t"
_CONTROL: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joiners and variation selectors make emoji and scripts; they move nothing on a terminal.
_HARMLESS: Final = frozenset("\u200c\u200d")
_MASK: Final = "••••"
_SHORTEST_SECRET: Final = 8
_secrets: set[str] = set()


def add_secret(secret: str) -> None:
    """Mask a secret in all that is printed or logged from now on."""
    parts = {secret, *secret.split("/")}
    _secrets.update(part for part in parts if len(part) >= _SHORTEST_SECRET)


def without_secrets(text: str) -> str:
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, _MASK)
    return text


def visible(text: str) -> str:
    """Return a text as it may be printed: escapes in place of control characters, no secret."""
    return "".join(map(_shown, without_secrets(text)))


def _shown(character: str) -> str:
    if character in _ALLOWED or character in _HARMLESS:
        return character
    if unicodedata.category(character) in _CONTROL:
        return f"\\u{ord(character):04x}"
    return character


def prepare_streams() -> None:
    """Make streams escape the characters that they cannot encode, in place of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def stdout() -> Console:
    return _console(stderr=False)


def stderr() -> Console:
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_OF_A_FILE
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


def print_error(text: str) -> None:
    """Print why a command failed, to standard error."""
    stderr().print(Text.assemble(("Error: ", "bold red"), visible(text)), soft_wrap=True)


def print_status(text: str) -> None:
    """Print a line that is not part of the result, to standard error."""
    stderr().print(Text(visible(text)), soft_wrap=True)


def print_line(text: str) -> None:
    """Print a line of the result, to standard output."""
    stdout().print(Text(visible(text)), soft_wrap=True)


def print_json(value: object) -> None:
    """Print one JSON value in ASCII, which every encoding can carry."""
    sys.stdout.write(without_secrets(json.dumps(value)) + "\n")
    sys.stdout.flush()


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """Show on standard error that work goes on; yield a function that changes the text.

    A terminal shows one line that changes; elsewhere a new text is a line of its own, at most one
    every ten seconds.
    """
    console = stderr()
    if not console.is_terminal:
        yield _Lines().show
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(visible(text), total=None)
        yield lambda changed: bar.update(task, description=visible(changed))


class _Lines:
    """Prints texts as lines, with a pause between two of them."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def show(self, text: str) -> None:
        if time.monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            self._last = time.monotonic()
            print_status(text)


def result_as_json(result: RunResult, runs: int, seconds: float) -> dict[str, Any]:
    """Return what `--json` prints of an action's last run."""
    return {
        "action": result.action,
        "state": result.state,
        "state_name": result.state_name,
        "value": result.value,
        "message": result.message,
        "json": result.json,
        "tables": {title: list(csv.DictReader(lines)) for title, lines in result.tables.items()},
        "error": result.error or None,
        "runs": runs,
        "seconds": round(seconds, 3),
    }


def print_result(
    console: Console, result: RunResult, value_name: str, runs: int, seconds: float
) -> None:
    """Print an action's last run: message, result value, tables and JSON."""
    console.print(headline(result, runs, seconds))
    if result.error:
        console.print(Text(visible(result.error), "red"), soft_wrap=True)
    console.print(Text(visible(result.message)), soft_wrap=True)
    console.print()
    console.print(value_line(value_name, result.value), soft_wrap=True)
    for title, lines in result.tables.items():
        console.print()
        console.print(table(title, lines))
    if result.raw_json is not None:
        console.print()
        console.print(Text("JSON result", "bold"))
        console.print(highlighted_json(result.json), soft_wrap=True)


def headline(result: RunResult, runs: int, seconds: float) -> Text:
    """Return the line with an action's state and name."""
    count = f"{runs} run{'s' if runs != 1 else ''}"
    return Text.assemble(
        (result.state_name, STATE_STYLES[result.state]),
        ("  ", ""),
        (result.action, "bold"),
        (f"  {count}, {seconds:.1f} s", "dim"),
    )


def value_line(name: str, value: object) -> Text:
    return Text.assemble(("Result value  ", "bold"), (f"{name} = ", "dim"), visible(str(value)))


def table(title: str, lines: Iterable[str]) -> Table:
    """Return a case-wall table from its CSV lines, header first."""
    header, *rows = csv.reader(lines)
    drawn = Table(
        title=Text(visible(title), "bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for name in header:
        drawn.add_column(Text(visible(name)), overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    return drawn


def highlighted_json(value: object) -> Text:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return JSONHighlighter()(Text(visible(text)))
