"""What a script leaves on the case wall, and the four states it can end in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _sdk_types import Json

EXECUTION_STATE_COMPLETED = 0
EXECUTION_STATE_INPROGRESS = 1
EXECUTION_STATE_FAILED = 2
EXECUTION_STATE_TIMEDOUT = 3

JSON_RESULT_KEY = "JsonResult"
MEGABYTE = 1024 * 1024
UNWRITABLE = "Failed to dump json_data with default serilizier and str() as serilizier"


class ScriptResult:
    """Blocks by title and entity type; a later call on the same block wins."""

    MAX_TOTAL_ATTACHMENT_SIZE = 50 * MEGABYTE
    MAX_ATTACHMENT_SIZE = 50 * MEGABYTE

    def __init__(self, entities: list[Any], support_old_entities: bool = False) -> None:
        """Start empty.

        Args:
            entities: the step's targets: (identifier, type) pairs, or texts in the old form.
            support_old_entities: whether they are texts; blocks then have no type.
        """
        self.message: str | None = None
        self.result_value: Json = None
        self.execution_state = EXECUTION_STATE_COMPLETED
        self.support_old_entities = support_old_entities
        self._entities = entities
        self._result_object: dict[Any, dict[str, Any]] = {}
        self._total_attachment_size = 0

    def add_result_json(self, json_data: Json) -> None:
        self.add_json(JSON_RESULT_KEY, json_data)

    def add_entity_json(
        self,
        entity_identifier: str,
        json_data: Json,
        entity_type: str | None = None,
    ) -> None:
        self.add_json(entity_identifier, json_data, entity_type)

    def add_json(
        self,
        entity_identifier: str,
        json_data: Json,
        entity_type: str | None = None,
    ) -> None:
        """Set the block's JSON: an object or list, or a text that is JSON already.

        Raises:
            AttributeError: the text is no JSON; the platform's own check fails in this way.
        """
        block = self._block(entity_identifier, entity_type)
        if isinstance(json_data, (dict, list)):
            block["RawJson"] = _dump(json_data)
            return
        try:
            json.loads(json_data)
        except (ValueError, TypeError) as error:
            name = type(error).__name__
            raise AttributeError(f"'{name}' object has no attribute 'message'") from error
        block["RawJson"] = json_data

    def add_entity_content(
        self,
        entity_identifier: str,
        content: Json,
        entity_type: str | None = None,
    ) -> None:
        self.add_content(entity_identifier, content, entity_type)

    def add_content(
        self,
        entity_identifier: str,
        content: Json,
        entity_type: str | None = None,
    ) -> None:
        self._block(entity_identifier, entity_type)["Content"] = content

    def add_entity_table(
        self, entity_identifier: str, data_table: list[str], entity_type: str | None = None
    ) -> None:
        self.add_data_table(entity_identifier, data_table, entity_type)

    def add_data_table(
        self, title: str, data_table: list[str], entity_type: str | None = None
    ) -> None:
        """Set the block's table: lines of comma-joined cells, header first."""
        self._block(title, entity_type)["CSVLines"] = data_table

    def add_entity_attachment(
        self,
        entity_identifier: str,
        filename: str,
        file_contents: str,
        additional_data: dict[str, Any] | None = None,
        entity_type: str | None = None,
    ) -> None:
        self.add_attachment(
            entity_identifier, filename, file_contents, additional_data, entity_type
        )

    def add_attachment(
        self,
        title: str,
        filename: str,
        file_contents: str,
        additional_data: dict[str, Any] | None = None,
        entity_type: str | None = None,
    ) -> None:
        """Attach a file as base64 text, at most 50 MB alone and in total.

        The platform drops `additional_data`, and so does this.
        """
        del additional_data
        self._check_size(len(file_contents))
        self._block(title, entity_type)["Attachments"][filename] = file_contents
        self._total_attachment_size += len(file_contents)

    def add_entity_html_report(
        self,
        entity_identifier: str,
        report_name: str,
        report_contents: str,
        entity_type: str | None = None,
    ) -> None:
        self.add_html(entity_identifier, report_name, report_contents, entity_type)

    def add_html(
        self, title: str, report_name: str, report_contents: str, entity_type: str | None = None
    ) -> None:
        self._check_size(len(report_contents))
        self._block(title, entity_type)["Htmls"][report_name] = report_contents

    def add_entity_markdown(
        self,
        entity_identifier: str,
        markdown_name: str,
        markdown_content: str,
        entity_type: str | None = None,
    ) -> None:
        self.add_markdown(entity_identifier, markdown_name, markdown_content, entity_type)

    def add_markdown(
        self,
        title: str,
        markdown_name: str,
        markdown_content: str,
        entity_type: str | None = None,
    ) -> None:
        self._check_size(len(markdown_content))
        self._block(title, entity_type)["Markdowns"][markdown_name] = markdown_content

    def add_entity_link(
        self, entity_identifier: str, link: str, entity_type: str | None = None
    ) -> None:
        self.add_link(entity_identifier, link, entity_type)

    def add_link(self, title: str, link: str, entity_type: str | None = None) -> None:
        self._block(title, entity_type).setdefault("Links", []).append(link)

    def to_blocks(self) -> dict[str, dict[str, Any]]:
        """Return the blocks under the names that the platform reads."""
        if self.support_old_entities:
            return self._result_object
        return {
            title if title == JSON_RESULT_KEY else f"{title}_{entity_type}": block
            for (title, entity_type), block in self._result_object.items()
        }

    def _block(self, title: str, entity_type: str | None) -> dict[str, Any]:
        old = self.support_old_entities
        key = title if old else (title, entity_type)
        if key not in self._result_object:
            targets = self._entities if old else [entity[0] for entity in self._entities]
            kind = {} if old else {"Type": entity_type}
            self._result_object[key] = {
                "Title": title,
                **kind,
                "IsForEntity": title in targets,
                "Content": "",
                "RawJson": "",
                "CSVLines": "",
                "Attachments": {},
                "Htmls": {},
                "Markdowns": {},
            }
        return self._result_object[key]

    def _check_size(self, size: int) -> None:
        if size > self.MAX_ATTACHMENT_SIZE:
            limit = self.MAX_ATTACHMENT_SIZE // MEGABYTE
            raise OSError(f"Attachment cannot be larger than {limit} MB")
        if size + self._total_attachment_size > self.MAX_TOTAL_ATTACHMENT_SIZE:
            limit = self.MAX_TOTAL_ATTACHMENT_SIZE // MEGABYTE
            raise OSError(f"Total entity attachments cannot be larger than {limit} MB")


def _dump(value: Json) -> str:
    """Return JSON text; what JSON cannot hold becomes text.

    Raises:
        Exception: even so it cannot be written; its arguments are a sentence, the error and the
            traceback.
    """
    try:
        return json.dumps(value)
    except Exception:  # noqa: BLE001 - objects inside may raise anything
        try:
            return json.dumps(value, default=str)
        except Exception as error:
            import traceback  # noqa: PLC0415 - never needed by a sound script

            raise Exception(UNWRITABLE, error, traceback.format_exc()) from error  # noqa: TRY002 - the platform's type
