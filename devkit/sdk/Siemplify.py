"""What every script can ask the platform for. Importing this module captures standard output."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import SiemplifyUtils
from ScriptResult import EXECUTION_STATE_COMPLETED, ScriptResult
from SiemplifyBase import SiemplifyBase

if TYPE_CHECKING:
    from _sdk_types import Json

SiemplifyUtils.override_stdout()


class Siemplify(SiemplifyBase):
    """Configuration, result and the end of a script."""

    def __init__(self) -> None:
        super().__init__()
        self._result = ScriptResult([])
        self.is_remote = self.sdk_config.is_remote_publisher_sdk
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
        self.LOGGER.info("Reading configuration from Server")
        settings: dict[str, Any] = self.sdk_get(f"configuration/{integration_instance or provider}")
        if self.vault_settings is not None:
            # A secret's place in a vault would have to be looked up; this SDK knows no vault.
            self.LOGGER.info("Importing SiemplifyVaultUtils to extract vault params")
        return settings

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
