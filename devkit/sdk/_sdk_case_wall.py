"""The calls of an action that write to its own case and alert."""

# ruff: noqa: PLR0913, PLR0917 - the platform's signatures

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from Siemplify import INSIGHT_DEFAULT_THREAT_SOURCE, SNAKE, Siemplify
from SiemplifyDataModel import InsightSeverity, InsightType

if TYPE_CHECKING:
    from _sdk_types import Identifier, Json
    from SiemplifyDataModel import Alert, DomainEntityInfo

CASE_CONTEXT = 1
ALERT_CONTEXT = 2


class CaseWall(Siemplify):
    """Comments, tags, insights, attachments and context properties of the step's case."""

    case_id: Identifier
    alert_id: str | None
    integration_identifier: str

    @property
    def current_alert(self) -> Alert | None:
        raise NotImplementedError

    def add_comment(
        self,
        comment: str,
        case_id: Identifier = None,
        alert_identifier: str | None = None,
    ) -> None:
        super().add_comment(comment, case_id or self.case_id, alert_identifier or self.alert_id)

    def add_tag(
        self,
        tag: str,
        case_id: Identifier = None,
        alert_identifier: str | None = None,
    ) -> None:
        super().add_tag(tag, case_id or self.case_id, alert_identifier or self.alert_id)

    def create_case_insight(
        self,
        triggered_by: str,
        title: str,
        content: str,
        entity_identifier: str,
        severity: int,
        insight_type: int,
        additional_data: Json = None,
        additional_data_type: Json = None,
        additional_data_title: str | None = None,
    ) -> bool:
        return self.create_case_insight_internal(
            self.case_id,
            self.alert_id,
            triggered_by,
            title,
            content,
            entity_identifier,
            severity,
            insight_type,
            additional_data,
            additional_data_type,
            additional_data_title,
        )

    def add_entity_insight(
        self,
        domain_entity_info: DomainEntityInfo,
        message: str,
        triggered_by: str | None = None,
        original_requesting_user: str | None = None,
    ) -> bool:
        source = (
            triggered_by
            or domain_entity_info.additional_properties.get("ThreatSource")
            or self.integration_identifier
            or INSIGHT_DEFAULT_THREAT_SOURCE
        )
        return self.create_case_insight_internal(
            self.case_id,
            self.alert_id if self.current_alert else None,
            source,
            "Entity insight",
            message,
            domain_entity_info.identifier,
            InsightSeverity.WARN,
            InsightType.Entity,
            original_requesting_user=original_requesting_user,
            entity_type=domain_entity_info.entity_type,
        )

    def add_attachment(self, file_path: str, **_ignored: object) -> Json:
        """Put a file on the case wall. Description and favourite flag are lost on the platform.

        Raises:
            OSError: there is no such file.
        """
        if not os.path.isfile(file_path):  # noqa: PTH113 - text, as the platform takes it
            raise OSError("File not found")
        name, extension = os.path.splitext(os.path.basename(file_path))  # noqa: PTH119, PTH122 - text
        with open(file_path, "rb") as file:  # noqa: PTH123 - text
            content = file.read()
        blob = base64.b64encode(content).decode()
        body = {
            "identifier": self.case_id,
            "creation_time": None,
            "modification_time": None,
            "additional_properties": None,
            "case_identifier": self.case_id,
            "alert_identifier": self.alert_id,
            "base64_blob": blob,
            "type": extension,
            "name": name,
            "description": None,
            "is_favorite": False,
            "orig_size": len(content),
            "size": len(blob),
        }
        return self.sdk_post(f"AddAttachment{SNAKE}", body).json()

    def get_case_context_property(self, property_key: str) -> Json:
        return self.get_context_property(CASE_CONTEXT, self.case_id, property_key)

    def set_case_context_property(self, property_key: str, property_value: Json) -> None:
        self.set_context_property(CASE_CONTEXT, self.case_id, property_key, property_value)

    def try_set_case_context_property(self, property_key: str, property_value: Json) -> bytes:
        return self.try_set_context_property(
            CASE_CONTEXT, self.case_id, property_key, property_value
        )

    def get_alert_context_property(self, property_key: str) -> Json:
        return self.get_context_property(ALERT_CONTEXT, self._alert_group(), property_key)

    def set_alert_context_property(self, property_key: str, property_value: Json) -> None:
        self.set_context_property(ALERT_CONTEXT, self._alert_group(), property_key, property_value)

    def try_set_alert_context_property(self, property_key: str, property_value: Json) -> bytes:
        return self.try_set_context_property(
            ALERT_CONTEXT, self._alert_group(), property_key, property_value
        )

    def _alert_group(self) -> str:
        # Without an alert this is the platform's AttributeError.
        group: str = self.current_alert.alert_group_identifier  # type: ignore[union-attr]
        return group
