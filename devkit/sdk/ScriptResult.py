"""What a script leaves on the case wall, and the states it can end in."""

from __future__ import annotations

import json
from typing import Any

EXECUTION_STATE_COMPLETED = 0
EXECUTION_STATE_FAILED = 2

JSON_RESULT_KEY = "JsonResult"


class ScriptResult:
    """Blocks by title; a later call on the same block wins."""

    def __init__(self, support_old_entities: bool = False) -> None:
        """Start empty.

        Args:
            support_old_entities: whether the step's targets are texts; blocks then have no type.
        """
        self.message: str | None = None
        self.result_value: Any = None
        self.execution_state = EXECUTION_STATE_COMPLETED
        self.support_old_entities = support_old_entities
        self._blocks: dict[str, dict[str, Any]] = {}

    def add_result_json(self, json_data: Any) -> None:
        """Set the JSON result: a JSON value, or a text that is JSON already."""
        text = json_data if isinstance(json_data, str) else json.dumps(json_data)
        self._block(JSON_RESULT_KEY)["RawJson"] = text

    def add_data_table(self, title: str, data_table: list[str]) -> None:
        """Set a block's table: lines of comma-joined cells, header first."""
        self._block(title)["CSVLines"] = data_table

    def to_blocks(self) -> dict[str, dict[str, Any]]:
        """Return the blocks under the names that the platform reads."""
        if self.support_old_entities:
            return self._blocks
        return {
            # The second half is the type of an entity, which no block of ours has.
            title if title == JSON_RESULT_KEY else f"{title}_None": block
            for title, block in self._blocks.items()
        }

    def _block(self, title: str) -> dict[str, Any]:
        kind = {} if self.support_old_entities else {"Type": None}
        empty: dict[str, Any] = {
            "Title": title,
            **kind,
            "IsForEntity": False,
            "Content": "",
            "RawJson": "",
            "CSVLines": "",
            "Attachments": {},
            "Htmls": {},
            "Markdowns": {},
        }
        return self._blocks.setdefault(title, empty)
