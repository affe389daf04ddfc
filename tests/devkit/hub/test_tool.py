from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from devkit.errors import UsageError
from devkit.hub.checkout import Checkout
from devkit.hub.tool import Tool, sdk_variables


@pytest.mark.parametrize("folder", [".", "src", "src/soar_sdk"])
def test_sdk_may_be_named_by_any_folder_of_its_checkout(tmp_path: Path, folder: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src" / "soar_sdk").mkdir(parents=True)
    assert sdk_variables(tmp_path / folder)["GIT_CONFIG_KEY_0"] == f"url.{tmp_path}.insteadOf"


def test_folder_that_is_no_checkout_of_the_sdk_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(UsageError, match="is no checkout of chronicle/soar-sdk"):
        sdk_variables(tmp_path)


def test_interrupt_ends_the_tool_and_what_it_started(tmp_path: Path) -> None:
    started = tmp_path / "pid"
    script = tmp_path / "mp"
    script.write_text(
        f"#!/bin/sh\nsleep 60 &\necho $! > {started}.new\nmv {started}.new {started}\nwait\n"
    )
    script.chmod(0o755)
    tool = Tool(tmp_path / "python", Checkout(tmp_path), {})

    def interrupt(*_: object) -> None:
        if started.exists():
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            tool.run("test")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert _ends(int(started.read_text()))


def _ends(process: int) -> bool:
    for _ in range(50):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().split(")")[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False
