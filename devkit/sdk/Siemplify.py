"""What every script can ask the platform for. Importing this module captures standard output."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception

# ruff: noqa: PLR0913, PLR0917 - the platform's signatures

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import SiemplifyUtils
from ScriptResult import EXECUTION_STATE_COMPLETED, ScriptResult
from SiemplifyBase import SiemplifyBase
from SiemplifyUtils import extract_script_param

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _sdk_types import Identifier, Json, Wanted
    from SiemplifyDataModel import DomainEntityInfo

SiemplifyUtils.override_stdout()

INSIGHT_DEFAULT_THREAT_SOURCE = "Siemplify System"
SNAKE = "?format=snake"


class Siemplify(SiemplifyBase):
    """Configuration, case wall and the end of a script."""

    def __init__(self) -> None:
        super().__init__()
        self._result = ScriptResult([])
        self.is_remote = self.sdk_config.is_remote_publisher_sdk
        self.temp_folder_path: str | None = None
        self.vault_settings: dict[str, Any] | None = None

    @property
    def result(self) -> ScriptResult:
        return self._result

    def init_proxy_settings(self) -> None:
        SiemplifyUtils.set_proxy_state(self.sdk_get("GetProxySettings"))

    def get_configuration(
        self, provider: str, environment: str | None = None, integration_instance: str | None = None
    ) -> dict[str, Any]:
        """Fetch the integration's settings: one request per call, nothing is kept."""
        del environment
        settings = self._configuration(integration_instance or provider)
        if self.vault_settings is not None:
            # A secret's place in a vault would have to be looked up; this SDK knows no vault.
            self.LOGGER.info("Importing SiemplifyVaultUtils to extract vault params")
        return settings

    def get_configuration_by_provider(self, identifier: str) -> dict[str, Any]:
        return self._configuration(identifier)

    def _configuration(self, identifier: str) -> dict[str, Any]:
        self.LOGGER.info("Reading configuration from Server")
        settings: dict[str, Any] = self.sdk_get(f"configuration/{identifier}")
        return settings

    def extract_configuration_param(
        self,
        provider_name: str,
        param_name: str,
        default_value: Wanted = None,
        input_type: type = str,
        is_mandatory: bool = False,
        print_value: bool = False,
    ) -> Wanted:
        """Return one setting. Each call fetches all of them again."""
        if not provider_name:
            raise Exception(r"provider_name cannot be None\empty")
        settings = self.get_configuration(provider_name)
        return extract_script_param(
            self, settings, param_name, default_value, input_type, is_mandatory, print_value
        )

    def update_entities(self, updated_entities: Iterable[DomainEntityInfo]) -> None:
        entities = list(updated_entities)
        for entity in entities:
            entity.mirror_flags()
        self.sdk_post(f"UpdateEntities{SNAKE}", [entity.to_dict() for entity in entities])

    def add_comment(self, comment: str, case_id: Identifier, alert_identifier: str | None) -> None:
        body = {"case_id": case_id, "alert_identifier": alert_identifier, "comment": comment}
        self.sdk_post(f"comments{SNAKE}", body, base="cases/")

    def add_tag(self, tag: str, case_id: Identifier, alert_identifier: str | None) -> None:
        body = {"case_id": case_id, "alert_identifier": alert_identifier, "tag": tag}
        self.sdk_post(f"AddTag{SNAKE}", body)

    def create_case_insight_internal(
        self,
        case_id: Identifier,
        alert_identifier: str | None,
        triggered_by: str,
        title: str,
        content: str,
        entity_identifier: str,
        severity: int,
        insight_type: int,
        additional_data: Json = None,
        additional_data_type: Json = None,
        additional_data_title: str | None = None,
        original_requesting_user: str | None = None,
        entity_type: str | None = None,
    ) -> bool:
        """Put an insight on the case wall; severity and type as the data model numbers them."""
        body = {
            "case_id": case_id,
            "alert_identifier": alert_identifier,
            "triggered_by": triggered_by,
            "title": title,
            "content": content,
            "entity_identifier": entity_identifier,
            "severity": severity,
            "type": insight_type,
            "entity_type": entity_type,
            "additional_data": additional_data,
            "additional_data_type": additional_data_type,
            "additional_data_title": additional_data_title,
            "original_requesting_user": original_requesting_user,
        }
        self.sdk_post(f"CreateCaseInsight{SNAKE}", body)
        return True

    def get_temp_folder_path(self) -> str:
        """Return a folder of this run, removed at its end."""
        if not self.temp_folder_path:
            import tempfile  # noqa: PLC0415 - only for scripts that want one

            self.temp_folder_path = tempfile.mkdtemp()
        return self.temp_folder_path

    def remove_temp_folder(self) -> None:
        if self.temp_folder_path and os.path.exists(self.temp_folder_path):  # noqa: PTH110 - text, as the platform gives it
            import shutil  # noqa: PLC0415 - only for scripts that had one

            shutil.rmtree(self.temp_folder_path)

    def termination_signal_handler(self, sig: int, frame: object) -> None:
        self.remove_temp_folder()
        super().termination_signal_handler(sig, frame)

    def end(
        self,
        message: str | None,
        result_value: Json,
        execution_state: int = EXECUTION_STATE_COMPLETED,
    ) -> None:
        """Print the result and leave with exit code 0, by `SystemExit`; a second call prints again.

        Raises:
            TypeError: the value is none that JSON can hold; then nothing is printed.
        """
        self.result.message = message
        self.result.result_value = result_value
        self.result.execution_state = execution_state
        self.remove_temp_folder()
        self.end_script()

    def end_script(self) -> None:
        SiemplifyUtils.real_stdout.write(json.dumps(self._build_output_object()))
        sys.exit(0)

    def _build_output_object(self) -> dict[str, Any]:
        return {
            "Message": self.result.message,
            "ResultObjectJson": json.dumps(self.result.to_blocks()),
            "ResultValue": self.result.result_value,
            "DebugOutput": SiemplifyUtils.my_stdout.getvalue(),
            "ExecutionState": self.result.execution_state,
        }
