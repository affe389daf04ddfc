"""A scene on the phone page: one question answered, one open, and what else there is to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devkit.local_soar.manual_action import PROVIDER, instance_identifier, read_order
from devkit.local_soar.runs import Pace
from devkit.local_soar.server import LocalSoar, Options

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from devkit.local_soar.runs import Run

MARY, ANALYST, COLLEAGUE = "+15551230001", "+15551230002", "+15551230003"
WIDTH, HEIGHT = 1440, 940
WAIT: Final = "Send SMS And Wait"
SECONDS: Final = 30.0


def play(browser: Browser, path: Path) -> None:
    """Play the scene and take its picture."""
    with LocalSoar(Options(pace=Pace(interval=0.3))) as soar:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        page.goto(soar.page_url)
        _before(soar)
        question = {
            "Phone Number": MARY,
            "Message": "SOC: was it you who signed in from Oslo at 21:40?",
            "Reply Options": "It was me, Not me",
        }
        asked = _start(soar, WAIT, question)
        _handset(page, MARY, ".answer").nth(1).click()
        asked.done.wait(SECONDS)
        _ask_the_analyst(soar, page)
        page.locator(f'.run[data-number="{asked.number}"] .json summary').click()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.screenshot(path=path, animations="disabled")
        page.close()


def _before(soar: LocalSoar) -> None:
    _start(soar, "Ping", {}).done.wait(SECONDS)
    notice = {"Phone Number": COLLEAGUE, "Message": "SOC: case 42 is now high. You are on call."}
    _start(soar, "Send SMS", notice).done.wait(SECONDS)


def _ask_the_analyst(soar: LocalSoar, page: Page) -> None:
    request = {
        "Phone Number": ANALYST,
        "Message": "SOC: MARY.SMITH says that it was not her. Block her sessions?",
        "Reply Options": "Block, Wait",
        "Include Case Reference": "true",
    }
    run = _start(soar, WAIT, request)
    _handset(page, ANALYST, ".answer").first.wait_for()
    page.locator(f'.run[data-number="{run.number}"][data-status="In progress"]').wait_for()


def _start(soar: LocalSoar, action: str, params: dict[str, str]) -> Run:
    package = soar.host.package
    body = {
        "caseId": next(iter(soar.options.cases)),
        "actionProvider": PROVIDER,
        "actionName": action,
        "properties": {
            "IntegrationInstance": instance_identifier(package),
            "ScriptParametersEntityFields": params,
        },
    }
    return soar.desk.start(read_order(body, package, soar.options.cases), "REST")


def _handset(page: Page, number: str, selector: str) -> Locator:
    return page.locator(f'.handset[data-number="{number}"] {selector}')
