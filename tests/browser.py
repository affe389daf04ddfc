"""A headless Chromium for tests, with nothing of its own to say to the network.

browser = browser_fixture()

@pytest.mark.browser
def test_something(browser): ...
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from devkit.screenshots import CHROMIUM_MISSING, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

LAUNCH_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def require_chromium() -> str:
    """Return the path of Chromium; skip the test where there is none, but fail it under CI."""
    path = find_chromium()
    if path is not None:
        return path
    if os.environ.get("CI"):
        pytest.fail(CHROMIUM_MISSING)
    pytest.skip(CHROMIUM_MISSING)


def browser_fixture() -> Any:
    """Return a fixture that gives one browser to all tests of a module.

    Not to the whole session: Playwright's synchronous API keeps an event loop running in its
    thread, and a test that calls `asyncio.run` later in the same process would be refused.
    """

    @pytest.fixture(scope="module")
    def browser() -> Iterator[Browser]:
        path = require_chromium()
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGS)
            yield chromium
            chromium.close()

    return browser


class PagePool:
    """Browser pages that tests use one after the other: opening one takes longer than most tests.

    Args:
        browser: where they are opened.
        script: what each page runs before its own scripts.
    """

    def __init__(self, browser: Browser, script: str) -> None:
        self._browser = browser
        self._script = script
        self._free: dict[str, list[Page]] = {}

    @contextmanager
    def page(self, options: dict[str, Any]) -> Iterator[Page]:
        """Give a page whose context has these options; afterwards it is blank again."""
        free = self._free.setdefault(repr(sorted(options.items())), [])
        page = free.pop() if free else self._open(options)
        page.set_viewport_size(options.get("viewport", {"width": 1280, "height": 720}))
        yield page
        page.unroute_all()
        page.goto("about:blank")
        page.context.clear_cookies()
        free.append(page)

    def _open(self, options: dict[str, Any]) -> Page:
        page = self._browser.new_context(**options).new_page()
        page.add_init_script(self._script)
        return page
