from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, replaced

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

BREAKS = {
    "no-python": added("Managers/TwilioNew.py", text="no Python", content="def"),
    "package": added("Managers/__init__.py", text="flat"),
    "stranger": added("ActionsScripts/notes.txt", text="Only Python"),
    "library-name": added("ActionsScripts/Requests.py", text="hides"),
    "sdk-name": added("Managers/SiemplifyUtils.py", text="hides"),
    "foreign-name": added("Managers/Helpers.py", text="begin with Twilio"),
    "import-unknown": added(
        "Managers/TwilioNew.py", "line 1", "TIPCommon is not there", "import TIPCommon"
    ),
    "import-hidden": added(
        "Managers/TwilioNew.py", "line 2", "yaml", "def load():\n    from yaml import safe_load\n"
    ),
    "import-relative": added(
        "Managers/TwilioNew.py", "line 1", "relative", "from .TwilioModels import Message"
    ),
    "import-script": added("Managers/TwilioNew.py", "line 1", "SendSMS", "import SendSMS"),
    "ping-success": replaced(
        "ActionsScripts/Ping.py", "Successfully connected to the", "Reached", text="Successfully"
    ),
    "ping-failure": replaced(
        "ActionsScripts/Ping.py", "Failed to connect to the", "No", text="Failed to connect"
    ),
    "parameter-unknown": added(
        "Managers/TwilioNew.py", "line 1", '"Colour"', 'call.text("Colour")\n'
    ),
    "constant-unknown": replaced(
        "Managers/TwilioConstants.py", '"Message"', '"Text"', "", '"Text"'
    )._replace(file="Managers/TwilioSendParameters.py"),
    "setting-unknown": replaced(
        "Managers/TwilioConstants.py", '"Verify SSL"', '"Check SSL"', "", '"Check SSL"'
    )._replace(file="Managers/TwilioSettings.py"),
}


@cases(BREAKS)
def test_shipped_code_is_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
