"""Runs a scenario on one SDK, and returns what could be seen of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devkit.soar import Runner, RunResult
    from tests.devkit.package_builder import PackageBuilder
    from tests.devkit.sdk.scenarios import Scenario


@dataclass(frozen=True)
class SdkRunner:
    runner: Runner
    builder: PackageBuilder

    def run(self, scenario: Scenario) -> RunResult:
        runner = self.runner
        name = self.builder.add(scenario.script, name=scenario.name)
        before = runner.sdk_api.proxy_settings
        runner.faults[:] = [replace(fault) for fault in scenario.faults]
        runner.sdk_api.proxy_settings = scenario.proxy or before
        try:
            return runner.run(name, scenario.params, settings=scenario.settings, **scenario.options)
        finally:
            runner.faults.clear()
            runner.sdk_api.proxy_settings = before


def observe(result: RunResult) -> dict[str, Any]:
    """Return all that a platform or an analyst could see, without what differs by chance."""
    return {
        "state": result.state,
        "value": normalized(repr(result.value)),
        "message": result.message,
        "blocks": result.blocks,
        "debug": normalized(result.debug_output),
        "exit": result.exit_code,
        "error": normalized(result.error),
        "stderr": normalized(result.stderr),
        "stdout": result.error and normalized(result.stdout),
        "log": normalized(result.log),
        "requests": [(call.method, call.path, call.query, call.body) for call in result.requests],
        "headers": [normalized(str(sorted(call.headers.items()))) for call in result.requests],
    }


def normalized(text: str) -> str:
    """Replace ports, moments, folders and the frames of tracebacks."""
    if text.startswith("Traceback"):
        text = text.strip().splitlines()[-1]
    for pattern, replacement in (
        (r"127\.0\.0\.1:\d+", "HOST"),
        (r"\d{4}-\d\d-\d\d,\d\d:\d\d:\d\d", "MOMENT"),
        (r"soar-run-\w+", "FOLDER"),
        (r"(?m)^ +(File \"|\^|~).*\n.*\n( +[\^~]+\n)?", ""),
        (r"0x[0-9a-f]+", "ADDRESS"),
    ):
        text = re.sub(pattern, replacement, text)
    return text
