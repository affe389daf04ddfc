"""An action's view of its step: context, parameters, case, alert and entities."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception
# ruff: noqa: G004, G010 - the platform's log takes finished text and has no `warning`

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from ScriptResult import EXECUTION_STATE_FAILED, ScriptResult
from Siemplify import Siemplify
from SiemplifyDataModel import Alert, CyberCaseLazy, DomainEntityInfo
from SiemplifyUtils import (
    extract_script_param,
    is_json_result_size_valid,
    is_old_entities_format,
    unix_now,
)

if TYPE_CHECKING:
    from _sdk_types import Identifier, Wanted

OPTIONAL_FIELDS = {
    "workflow_instance_id": None,
    "parent_workflow_instance_id": None,
    "execution_deadline_unix_time_ms": 0,
    "async_polling_interval_in_sec": 0,
    "async_total_duration_deadline": 0,
    "use_proxy_settings": False,
    "max_json_result_size": 15,
    "vault_settings": None,
    "environment_api_key": None,
}
MANDATORY_FIELDS = (
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

    execution_deadline_unix_time_ms: int
    async_polling_interval_in_sec: int
    async_total_duration_deadline: int
    script_timeout_deadline: int
    integration_identifier: str
    integration_instance: str
    max_json_result_size: int
    use_proxy_settings: bool

    def __init__(self, mock_stdin: str | None = None, get_source_file: bool = False) -> None:
        super().__init__()
        self.get_source_file = get_source_file
        self._loaded_case: CyberCaseLazy | None = None
        self._loaded_alert: Alert | None = None
        self._loaded_entities: list[DomainEntityInfo] = []
        # The platform's context may begin with a byte order mark.
        text = mock_stdin or sys.stdin.buffer.read().decode("utf-8-sig")
        self.context_data: dict[str, Any] = json.loads(text)
        self._read_targets()
        self._read_fields()
        _ = self.LOGGER  # the platform's SDK opens its log here, whether or not it is used
        if self.use_proxy_settings:
            self.init_proxy_settings()

    def _read_targets(self) -> None:
        targets = self.context_data["target_entities"]
        self.support_old_entities = is_old_entities_format(targets)
        self.target_entity_ids: list[Any] = (
            targets
            if self.support_old_entities
            else [(target["item1"], target["item2"]) for target in targets]
        )
        self._result = ScriptResult(self.target_entity_ids, self.support_old_entities)

    def _read_fields(self) -> None:
        context = self.context_data
        self.case_id: Identifier = context["case_id"]
        self.alert_id: str | None = context["alert_id"]
        self._environment: str = context["environment"]
        self.parameters: dict[str, Any] = dict(context["parameters"] or {})
        for name in MANDATORY_FIELDS:
            setattr(self, name, context[name])
        for name, default in OPTIONAL_FIELDS.items():
            setattr(self, name, context.get(name, default))
        self.script_timeout_deadline = context.get(
            "script_timeout_deadline", self.execution_deadline_unix_time_ms
        )

    @property
    def is_timeout_reached(self) -> bool:
        if not self.execution_deadline_unix_time_ms:
            raise Exception("execution_deadline_unix_time_ms is None")
        return unix_now() >= self.execution_deadline_unix_time_ms

    @property
    def environment(self) -> str:
        """The case's environment, for which the case is fetched; the context's without a case."""
        if self.case_id is not None and int(self.case_id) > 0:
            return self.case.environment
        return self._environment

    @property
    def case(self) -> CyberCaseLazy:
        if self._loaded_case is None:
            reply = self.sdk_get(f"CaseMetadata/{self.case_id}")
            self._loaded_case = CyberCaseLazy(self, **reply)
        return self._loaded_case

    def get_alerts(self) -> list[dict[str, Any]]:
        """Fetch the case's alerts; a failure is logged and gives none."""
        try:
            alerts: list[dict[str, Any]] = self.sdk_get(
                f"AlertsFullDetails/{self.case_id}/{self.get_source_file}"
            )
        except Exception as error:
            self.LOGGER.exception(f"Error while getting alerts for case {self.case_id}: {error}")  # noqa: TRY401 - as the platform does
            return []
        return alerts

    @property
    def current_alert(self) -> Alert | None:
        """The step's alert; None, with an error in the log, where it cannot be had."""
        if self._loaded_alert is None:
            if self._loaded_case and self._loaded_case.has_alerts_loaded():
                self._loaded_alert = self._find_alert(self._loaded_case.alerts)
            else:
                self._loaded_alert = self._fetch_alert()
        return self._loaded_alert

    def _find_alert(self, alerts: list[Alert]) -> Alert | None:
        for alert in alerts:
            if alert.identifier == self.alert_id:
                return alert
        self.LOGGER.warn(f"Could not find alert {self.alert_id}")
        return None

    def _fetch_alert(self) -> Alert | None:
        body = {
            "case_id": self.case_id,
            "alert_id_str": self.alert_id,
            "populate_original_file": self.get_source_file,
        }
        try:
            reply = self.sdk_post("AlertFullDetails?format=snake", body).json()
            return Alert(**reply) if reply else None
        except Exception as error:  # noqa: BLE001 - whatever it was, the step goes on
            self.LOGGER.error(f"Error getting current alert. Exception: {error}")  # noqa: TRY400 - as the platform does
            return None

    @property
    def target_entities(self) -> list[DomainEntityInfo]:
        """The step's entities, in the order of the alert, or of the case where there is none.

        An empty answer is not kept: the next look asks the platform again.
        """
        if not self._loaded_entities:
            alert = self.current_alert
            alerts = self.case.alerts if alert is None else [alert]
            found: dict[object, DomainEntityInfo] = {}
            for entity in (entity for alert in alerts for entity in alert.entities):
                key = self._target_key(entity)
                if key in self.target_entity_ids:
                    found.setdefault(key, entity)
            self._loaded_entities = list(found.values())
        return self._loaded_entities

    def _target_key(self, entity: DomainEntityInfo) -> object:
        if self.support_old_entities:
            return entity.identifier
        return (entity.identifier, entity.entity_type)

    def get_configuration(
        self, provider: str, environment: str | None = None, integration_instance: str | None = None
    ) -> dict[str, Any]:
        """Fetch the settings of this step's instance; both later arguments are ignored."""
        del environment, integration_instance
        return super().get_configuration(provider, self.environment, self.integration_instance)

    def extract_action_param(
        self,
        param_name: str,
        default_value: Wanted = None,
        input_type: type = str,
        is_mandatory: bool = False,
        print_value: bool = False,
    ) -> Wanted:
        return extract_script_param(
            self, self.parameters, param_name, default_value, input_type, is_mandatory, print_value
        )

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
