"""A copy of the package that a test may break."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from devkit.definitions import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = ("Integration-Twilio.def", "RN.json", "CHANGELOG.md", "pyproject.toml")
FOLDERS = (
    "ActionsDefinitions",
    "ActionsScripts",
    "Managers",
    "Widgets",
    "WidgetsScripts",
    "locks",
    "resources",
)
DEFINITION = "Integration-Twilio.def"
PING = "ActionsDefinitions/Ping.actiondef"
SEND = "ActionsDefinitions/SendSMS.actiondef"
ASK = "ActionsDefinitions/SendSMSAndWait.actiondef"
WIDGET = "Widgets/SendSMS.json"
NOTES = "RN.json"
AI = "resources/ai/actions_ai_description.yaml"


class Copy:
    def __init__(self, root: Path) -> None:
        self.root = root
        for name in FILES:
            shutil.copy(ROOT / name, root / name)
        for name in FOLDERS:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, root / name, ignore=ignored)

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, text: str = "") -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text)

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text()
        assert old in text, f"{name} has no {old!r}"
        self.path(name).write_text(text.replace(old, new))

    def delete(self, name: str) -> None:
        self.path(name).unlink()

    def change(self, name: str, change: Callable[[Any], object]) -> None:
        """Change a JSON file in place, and write it in its normal form."""
        value = json.loads(self.path(name).read_text())
        change(value)
        self.path(name).write_text(json.dumps(value, indent=4, sort_keys=True))

    def set(self, name: str, place: str, value: Any) -> None:
        """Set one field; `place` is a path of keys and numbers, such as `Parameters.0.Type`."""

        def change(document: Any) -> None:
            *way, last = [int(key) if key.isdecimal() else key for key in place.split(".")]
            for key in way:
                document = document[key]
            document[last] = value

        self.change(name, change)

    def remove(self, name: str, key: str) -> None:
        self.change(name, lambda document: document.pop(key))
