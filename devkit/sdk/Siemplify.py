"""The result and the end of every script. Importing this module captures standard output."""

from __future__ import annotations

import json
import sys
from typing import Any

import SiemplifyUtils
from ScriptResult import EXECUTION_STATE_COMPLETED, ScriptResult
from SiemplifyBase import SiemplifyBase

SiemplifyUtils.override_stdout()


class Siemplify(SiemplifyBase):
    result: ScriptResult

    def end(
        self,
        message: str | None,
        result_value: Any,
        execution_state: int = EXECUTION_STATE_COMPLETED,
    ) -> None:
        """Print the result and leave with exit code 0, by `SystemExit`; a second call prints again.

        Raises:
            TypeError: the value is none that JSON can hold; then nothing is printed.
        """
        self.result.message = message
        self.result.result_value = result_value
        self.result.execution_state = execution_state
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
