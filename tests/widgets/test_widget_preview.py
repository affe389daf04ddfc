from __future__ import annotations

import pytest

from devkit.widget import preview, samples


def test_preview_writes_a_page_for_every_sample(tmp_path):
    index = preview(tmp_path / "deep" / "folder")
    names = {path.stem for path in index.parent.glob("*.html")}
    assert names == {"index", *(sample.name for sample in samples())}
    assert all(f'src="{sample.name}.html"' in index.read_text("utf-8") for sample in samples())


def test_samples_hold_only_numbers_that_belong_to_nobody():
    for sample in samples():
        assert "+1" not in sample.json_text.replace("+1555", "").replace("+1500555", "")


@pytest.mark.browser
def test_widgets_follow_the_colour_their_host_tells_them(browser, tmp_path):
    index = preview(tmp_path)
    page = browser.new_page()
    page.goto(index.as_uri())
    row = page.locator("h2", has_text="Send SMS And Wait: answered").locator("+ div")
    for number, theme in enumerate(["light", "dark"]):
        frame = row.locator("iframe").nth(number).content_frame
        frame.locator(f":root[data-theme={theme}]").wait_for()
        assert frame.locator("h1 .answer").inner_text() == "Yes"
        scheme = frame.locator(":root").evaluate("node => getComputedStyle(node).colorScheme")
        assert scheme == theme
    page.close()
