from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, replaced

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

BREAKS = {
    "no-python": added("Managers/TwilioNew.py", text="no Python", content="def"),
    "package": added("Managers/__init__.py", text="begin with Twilio"),
    "stranger": added("ActionsScripts/notes.txt", text="Only .py"),
    "library-name": added("ActionsScripts/Requests.py", text="hides"),
    "sdk-name": added("Managers/SiemplifyUtils.py", text="hides"),
    "foreign-name": added("Managers/Helpers.py", text="begin with Twilio"),
    "ping-success": replaced(
        "ActionsScripts/Ping.py", "Successfully connected to the", "Reached", text="Successfully"
    ),
    "ping-failure": replaced(
        "ActionsScripts/Ping.py", "Failed to connect to the", "No", text="Failed to connect"
    ),
}


@cases(BREAKS)
def test_shipped_code_is_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
