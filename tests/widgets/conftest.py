from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import PagePool, browser_fixture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Error, Locator, Page, Route

ADDRESS = "http://widget.test/"
# Playwright's own scripts are not held by the page's policy, so these see what the page does.
WATCH = """
window.ran = [];
window.broken = [];
window.alert = (text) => window.ran.push(String(text));
addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
"""

browser = browser_fixture()


@dataclass
class Shown:
    """A widget in the browser, and what it did besides being looked at."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.find("main").inner_text()

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def texts(self, selector: str) -> list[str]:
        return self.find(selector).all_text_contents()

    @property
    def ran(self) -> list[str]:
        return self.page.evaluate("window.ran")

    @property
    def violations(self) -> list[str]:
        return self.page.evaluate("window.broken")


@pytest.fixture(scope="module")
def pages(browser: Browser) -> PagePool:
    return PagePool(browser, WATCH)


@pytest.fixture
def show(pages: PagePool) -> Iterator[Callable[..., Shown]]:
    """Show a page in a browser that can reach nothing; options go to the browser's context."""
    with ExitStack() as stack:

        def open_page(html: str, **options: Any) -> Shown:
            defaults = {"locale": "en-GB", "timezone_id": "Europe/Berlin"}
            shown = Shown(stack.enter_context(pages.page(defaults | options)))

            def answer(route: Route) -> None:
                if route.request.url == ADDRESS:
                    route.fulfill(body=html, content_type="text/html; charset=utf-8")
                    return
                shown.requests.append(route.request.url)
                route.abort()

            def note(error: Error) -> None:
                shown.errors.append(str(error))

            shown.page.on("pageerror", note)
            stack.callback(shown.page.remove_listener, "pageerror", note)
            shown.page.route("**/*", answer)
            shown.page.goto(ADDRESS)
            return shown

        yield open_page
