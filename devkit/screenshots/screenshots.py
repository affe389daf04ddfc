"""The pictures for the documentation: the phone page with a scene on it, the terminal demo."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from devkit import console
from devkit.definitions import ROOT
from devkit.errors import CommandError
from devkit.screenshots.chromium import MISSING, find_chromium
from devkit.screenshots.phone_page import play
from devkit.screenshots.terminal import last_screen

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

IMAGES: Final = ROOT / "docs" / "images"
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
COLUMNS: Final = 84
DEMO_SECONDS: Final = 120
THEME: Final = TerminalTheme(
    (27, 30, 42),
    (236, 238, 245),
    [
        (64, 70, 90),
        (255, 138, 128),
        (126, 214, 165),
        (243, 197, 103),
        (143, 182, 255),
        (208, 164, 255),
        (120, 205, 226),
        (236, 238, 245),
    ],
)
WINDOW: Final = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
body {{ margin: 0; padding: 28px; background: #e4e8f0; width: max-content; }}
.window {{ border-radius: 14px; overflow: hidden; background: {background};
  box-shadow: 0 2px 4px #1c213026, 0 14px 34px #1c213033; }}
.bar {{ display: flex; gap: 8px; align-items: center; padding: 12px 16px; background: #272b3a;
  color: #a6aec1; font: 13px system-ui, sans-serif; }}
.bar i {{ width: 12px; height: 12px; border-radius: 50%; background: #4a5066; }}
.bar span {{ margin-left: 10px; }}
pre {{ margin: 0; padding: 6px 26px 24px; color: {foreground};
  font: 14px/16px "DejaVu Sans Mono", "Cascadia Mono", Menlo, Consolas, monospace; }}
{stylesheet}
</style></head><body><div class="window"><div class="bar"><i></i><i></i><i></i>
<span>make demo</span></div><pre>{code}</pre></div></body></html>"""


def take_all(folder: Path | None = None) -> None:
    """Write `phone.png` and `demo.png`.

    Args:
        folder: where to; the documentation's images by default.

    Raises:
        CommandError: no Chromium or no Playwright is found, or the demo did not work.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - with `make test` alone
    except ModuleNotFoundError as error:
        raise CommandError("Playwright is missing: python -m pip install playwright") from error
    folder = folder or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    page = demo_page()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        play(browser, folder / "phone.png")
        _photograph(browser, page, folder / "demo.png")
        browser.close()
    for name in ("phone.png", "demo.png"):
        console.print_line(str(folder / name))


def chromium() -> str:
    """Return the path of an installed Chromium.

    Raises:
        CommandError: there is none.
    """
    found = find_chromium()
    if found is None:
        raise CommandError(MISSING)
    return found


def demo_page() -> str:
    """Play the terminal demo and return its last screen as a page.

    Raises:
        CommandError: it did not work.
    """
    colours = {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    ended = subprocess.run(
        (sys.executable, "-m", "devkit", "demo"),
        cwd=ROOT,
        env=os.environ | colours,
        capture_output=True,
        timeout=DEMO_SECONDS,
        check=False,
    )
    if ended.returncode != 0:
        raise CommandError(
            f"the demo failed (exit code {ended.returncode}): {ended.stderr.decode().strip()}"
        )
    return as_page(ended.stdout.decode())


def as_page(printed: str) -> str:
    """Draw what a terminal shows as a page."""
    # Rich colours for a terminal of its own; the file it writes to is thrown away.
    console = Console(
        record=True,
        width=COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    console.print(Text("\n").join(Text.from_ansi(line) for line in last_screen(printed)))
    return console.export_html(theme=THEME, code_format=WINDOW)


def _photograph(browser: Browser, page: str, path: Path) -> None:
    tab = browser.new_page(device_scale_factor=2)
    tab.set_content(page)
    tab.locator("body").screenshot(path=path)
    tab.close()
