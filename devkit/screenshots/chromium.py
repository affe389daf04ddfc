"""Where Chromium is, for pictures and for tests."""

from __future__ import annotations

import shutil
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING: Final = "no Chromium found: install one (on Debian: apt-get install chromium)"


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)
