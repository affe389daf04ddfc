from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from devkit.errors import CommandError
from devkit.screenshots import phone_page, screenshots
from tests.browser import browser_fixture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

browser = browser_fixture()


@pytest.mark.browser
def test_scene_is_played_and_photographed(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "phone.png"

    phone_page.play(browser, path)

    header = path.read_bytes()[:24]
    width = int.from_bytes(header[16:20], "big")
    assert (header[1:4], width) == (b"PNG", 2 * phone_page.WIDTH)


def test_missing_chromium_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="no Chromium found"):
        screenshots.chromium()


def test_demo_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(screenshots, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")

    with pytest.raises(CommandError, match=r"the demo failed \(exit code 1\)"):
        screenshots.demo_page()
