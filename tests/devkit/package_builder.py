"""A package made for one test: definitions and scripts written on the spot."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

IDENTIFIER = "Demo"


class PackageBuilder:
    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("ActionsDefinitions", "ActionsScripts", "Managers"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        definition = {"Identifier": IDENTIFIER, "Version": 1.0, "IntegrationProperties": []}
        (root / f"Integration-{IDENTIFIER}.def").write_text(json.dumps(definition))

    def add(self, script: str, name: str = "Probe", **definition: Any) -> str:
        """Write an action with this script; return its name."""
        raw = {"Name": name, "Parameters": []} | definition
        (self.root / "ActionsDefinitions" / f"{name}.actiondef").write_text(json.dumps(raw))
        (self.root / "ActionsScripts" / f"{name}.py").write_text(textwrap.dedent(script))
        return name


def parameter(name: str, value: Any = "", **fields: Any) -> dict[str, Any]:
    base = {"Type": 0, "IsMandatory": False, "DefaultValue": value, "Value": value}
    return {"Name": name} | base | fields
