from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from devkit import screenshots
from devkit.demo import Pace
from devkit.errors import DevkitError
from tests.browser import browser_fixture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

browser = browser_fixture()


@pytest.mark.browser
def test_page_of_phones_is_photographed(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "phone.png"

    screenshots.photograph_page(browser, path)

    header = path.read_bytes()[:24]
    width = int.from_bytes(header[16:20], "big")
    assert (header[1:4], width) == (b"PNG", 2 * screenshots.WIDTH)


def test_picture_of_the_demo_shows_the_answer_and_loads_nothing() -> None:
    picture = screenshots.demo_svg(Pace(delivery_step=0.1, reply_after=0.1, interval=0.2))

    shown = "".join(ET.fromstring(picture).itertext()).replace("\xa0", " ")
    assert "Recorded: Block." in shown
    assert "url(http" not in picture.replace('"', "")


def test_missing_chromium_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DevkitError, match="no Chromium found"):
        screenshots.take_all(tmp_path)


def test_demo_that_fails_gives_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screenshots, "play", lambda *_: ["Ping: state is 'FAILED'"])

    with pytest.raises(DevkitError, match="The demo failed: Ping: state"):
        screenshots.demo_svg()
