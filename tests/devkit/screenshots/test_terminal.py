from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.live import Live

from devkit.screenshots.screenshots import as_page
from devkit.screenshots.terminal import last_screen


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        ("one\ntwo\n", ["one", "two"]),
        ("draft\r\x1b[2Kfinal\nnext", ["final", "next"]),
        ("one\ntwo\n\x1b[1A\x1b[2Kthree\n", ["one", "three"]),
        ("\x1b[?25l\x1b[1mbold\x1b[0m\x1b[?25h", ["\x1b[1mbold\x1b[0m"]),
        ("\x1b[9Atop", ["top"]),
        ("", [""]),
    ],
    ids=["plain", "line over", "line above", "colour", "above the top", "nothing"],
)
def test_last_screen_is_what_is_left(output: str, lines: list[str]) -> None:
    assert last_screen(output) == lines


def test_last_screen_of_a_live_display_is_its_last_state() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=40)
    with Live("", console=console, auto_refresh=False) as live:
        for text in ("first\nof two", "second", "third\nand\nlast"):
            live.update(text, refresh=True)

    assert last_screen(file.getvalue()) == ["third", "and", "last"]


def test_page_shows_markup_in_the_demo_as_text() -> None:
    page = as_page("\x1b[1m<script>alert(1)</script>\x1b[0m & [bold]x[/bold]")

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "[bold]x[/bold]" in page
