"""An action's view of its step: context, parameters, settings, case and entities."""

# ruff: noqa: G004 - the platform's log takes finished text

from __future__ import annotations

import json
import sys
from functools import cached_property
from typing import Any

from ScriptResult import EXECUTION_STATE_FAILED, ScriptResult
from Siemplify import Siemplify
from SiemplifyDataModel import Alert, CyberCaseLazy, DomainEntityInfo
from SiemplifyUtils import is_json_result_size_valid, is_old_entities_format, set_proxy_state

OPTIONAL_FIELDS = {
    "execution_deadline_unix_time_ms": 0,
    "async_polling_interval_in_sec": 0,
    "async_total_duration_deadline": 0,
    "use_proxy_settings": False,
    "max_json_result_size": 15,
    "vault_settings": None,
}
MANDATORY_FIELDS = (
    "case_id",
    "alert_id",
    "workflow_id",
    "integration_identifier",
    "integration_instance",
    "action_definition_name",
    "original_requesting_user",
    "default_result_value",
)


class SiemplifyAction(Siemplify):
    """Reads the context from standard input. No request is made before something is asked for.

    Raises:
        KeyError: a mandatory key of the context is missing.
        ValueError: the context is no JSON.
    """

    case_id: Any
    alert_id: str | None
    execution_deadline_unix_time_ms: int
    async_polling_interval_in_sec: int
    async_total_duration_deadline: int
    integration_instance: str
    max_json_result_size: int
    use_proxy_settings: bool
    vault_settings: dict[str, Any] | None

    def __init__(self) -> None:
        super().__init__()
        # The platform's context may begin with a byte order mark.
        text = sys.stdin.buffer.read().decode("utf-8-sig")
        self.context_data: dict[str, Any] = json.loads(text)
        self._read_context()
        _ = self.LOGGER  # the platform's SDK opens its log here, whether or not it is used
        if self.use_proxy_settings:
            set_proxy_state(self.sdk_get("GetProxySettings"))

    def _read_context(self) -> None:
        context = self.context_data
        targets = context["target_entities"]
        self.support_old_entities = is_old_entities_format(targets)
        self.target_entity_ids: list[Any] = (
            targets
            if self.support_old_entities
            else [(target["item1"], target["item2"]) for target in targets]
        )
        self.result = ScriptResult(self.support_old_entities)
        self._environment: str = context["environment"]
        self.parameters: dict[str, Any] = dict(context["parameters"] or {})
        for name in MANDATORY_FIELDS:
            setattr(self, name, context[name])
        for name, default in OPTIONAL_FIELDS.items():
            setattr(self, name, context.get(name, default))
        self.script_timeout_deadline: int = context.get(
            "script_timeout_deadline", self.execution_deadline_unix_time_ms
        )

    @property
    def environment(self) -> str:
        """The case's environment, for which the case is fetched; the context's without a case."""
        if self.case_id is not None and int(self.case_id) > 0:
            return self.case.environment
        return self._environment

    @cached_property
    def case(self) -> CyberCaseLazy:
        return CyberCaseLazy(**self.sdk_get(f"CaseMetadata/{self.case_id}"))

    @cached_property
    def target_entities(self) -> list[DomainEntityInfo]:
        """The step's entities, in the order of the alert, or of the case where there is none."""
        alert = self._fetch_alert()
        alerts = self._fetch_alerts() if alert is None else [alert]
        found: dict[object, DomainEntityInfo] = {}
        for entity in (entity for alert in alerts for entity in alert.entities):
            key = self._target_key(entity)
            if key in self.target_entity_ids:
                found.setdefault(key, entity)
        return list(found.values())

    def _fetch_alert(self) -> Alert | None:
        """Fetch the step's alert; None, with an error in the log, where it cannot be had."""
        body = {
            "case_id": self.case_id,
            "alert_id_str": self.alert_id,
            "populate_original_file": False,
        }
        try:
            reply = self.sdk_post("AlertFullDetails", body)
            return Alert(**reply) if reply else None
        except Exception as error:  # noqa: BLE001 - whatever it was, the step goes on
            self.LOGGER.error(f"Error getting current alert. Exception: {error}")  # noqa: TRY400 - as the platform does
            return None

    def _fetch_alerts(self) -> list[Alert]:
        """Fetch the case's alerts; a failure is logged and gives none."""
        _ = self.case  # the platform's SDK loads the case on the way to its alerts
        try:
            replies = self.sdk_get(f"AlertsFullDetails/{self.case_id}/False")
        except Exception as error:
            self.LOGGER.exception(f"Error while getting alerts for case {self.case_id}: {error}")  # noqa: TRY401 - as the platform does
            return []
        return [Alert(**reply) for reply in replies]

    def _target_key(self, entity: DomainEntityInfo) -> object:
        if self.support_old_entities:
            return entity.identifier
        return (entity.identifier, entity.entity_type)

    def get_configuration(self, provider: str) -> dict[str, Any]:
        """Fetch the settings of this step's instance: one request per call, nothing is kept."""
        _ = self.environment  # the platform's SDK loads the case on the way to the settings
        self.LOGGER.info("Reading configuration from Server")
        path = f"configuration/{self.integration_instance or provider}"
        settings: dict[str, Any] = self.sdk_get(path)
        if self.vault_settings is not None:
            # A secret's place in a vault would have to be looked up; this SDK knows no vault.
            self.LOGGER.info("Importing SiemplifyVaultUtils to extract vault params")
        return settings

    def _build_output_object(self) -> dict[str, Any]:
        output = super()._build_output_object()
        if is_json_result_size_valid(output["ResultObjectJson"], self.max_json_result_size):
            return output
        notice = f"Action failed as JSON result exceeded maximum size {self.max_json_result_size}MB"
        return {
            "Message": notice,
            "ResultObjectJson": None,
            "ResultValue": None,
            "DebugOutput": notice,
            "ExecutionState": EXECUTION_STATE_FAILED,
        }
