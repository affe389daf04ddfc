"""The pictures for the documentation: the page of phones and the terminal demo."""

from __future__ import annotations

import io
import re
import shutil
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from devkit import console
from devkit.definitions import ROOT
from devkit.demo import play
from devkit.errors import DevkitError
from devkit.local_soar.manual_action import ManualAction
from devkit.local_soar.runs import Polling
from devkit.local_soar.server import LocalSoar, Options
from devkit.standin import StandIn

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from devkit.demo import Pace
    from devkit.local_soar.runs import Run

IMAGES: Final = ROOT / "docs" / "images"
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_MISSING: Final = "no Chromium found: install one (on Debian: apt-get install chromium)"
CHROMIUM_ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
COLUMNS: Final = 84
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
MARY, ANALYST, COLLEAGUE = "+15551230001", "+15551230002", "+15551230003"
WIDTH, HEIGHT = 1440, 940
WAIT: Final = "Send SMS And Wait"
SECONDS: Final = 30.0


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, if there is one."""
    return next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), None)


def take_all(folder: Path = IMAGES) -> None:
    """Write `phone.png` and `demo.svg`.

    Args:
        folder: where to.

    Raises:
        DevkitError: Chromium or Playwright is missing, or the demo found a problem.
    """
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of the tests' lock alone
    except ModuleNotFoundError as error:
        raise DevkitError("Playwright is missing: python -m pip install playwright.") from error
    chromium = find_chromium()
    if chromium is None:
        raise DevkitError(f"{CHROMIUM_MISSING}.")
    folder.mkdir(parents=True, exist_ok=True)
    with console.progress("the terminal demo") as tell:
        (folder / "demo.svg").write_text(demo_svg(), encoding="utf-8")
        tell("the page of phones")
        with sync_playwright() as playwright:
            arguments = list(CHROMIUM_ARGUMENTS)
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            photograph_page(browser, folder / "phone.png")
            browser.close()
    for name in ("phone.png", "demo.svg"):
        console.print_line(str(folder / name))


def demo_svg(pace: Pace | None = None) -> str:
    """Play the terminal demo and return its last screen as a picture that loads nothing.

    Raises:
        DevkitError: the demo found a problem.
    """
    screen = Console(record=True, width=COLUMNS, file=io.StringIO())
    with StandIn() as twilio:
        problems = play(screen, twilio, pace)
    if problems:
        raise DevkitError(f"The demo failed: {'; '.join(problems)}.")
    picture = screen.export_svg(title="make demo", theme=THEME)
    return re.sub(r"@font-face \{.*?\}\n|<!--.*?-->", "", picture, flags=re.DOTALL)


def photograph_page(browser: Browser, path: Path) -> None:
    """Play a scene on the page: one question answered, one open; and take its picture."""
    with LocalSoar(Options(polling=Polling(interval=0.3))) as soar:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        page.goto(soar.page_url)
        _start(soar, "Ping", {}).done.wait(SECONDS)
        notice = {"Phone Number": COLLEAGUE, "Message": "SOC: case 42 is high. You are on call."}
        _start(soar, "Send SMS", notice).done.wait(SECONDS)
        question = {
            "Phone Number": MARY,
            "Message": "SOC: was it you who signed in from Oslo at 21:40?",
            "Reply Options": "It was me, Not me",
            "Confirmation Message": "Thank you, recorded: {answer}.",
        }
        answered = _start(soar, WAIT, question)
        _phone(page, MARY, ".answer").nth(1).click()
        answered.done.wait(SECONDS)
        _ask_the_analyst(soar, page)
        card = page.locator(f'.run[data-number="{answered.number}"]')
        card.get_by_text("JSON result").click()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.screenshot(path=path, animations="disabled")
        page.close()


def _ask_the_analyst(soar: LocalSoar, page: Page) -> None:
    request = {
        "Phone Number": ANALYST,
        "Message": "SOC: MARY.SMITH says that it was not her. Block her sessions?",
        "Reply Options": "Block, Wait",
        "Include Case Reference": "true",
    }
    run = _start(soar, WAIT, request)
    _phone(page, ANALYST, ".answer").nth(1).wait_for()
    page.locator(f'.run[data-number="{run.number}"][data-status="In progress"]').wait_for()


def _start(soar: LocalSoar, action: str, params: dict[str, str]) -> Run:
    case = next(iter(soar.options.cases.values()))
    request = ManualAction(soar.runner.package.action(action), case, None, (), params)
    return soar.runs.start(request, "REST")


def _phone(page: Page, number: str, selector: str) -> Locator:
    return page.locator(f'.handset[data-number="{number}"] {selector}')
