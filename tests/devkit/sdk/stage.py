"""Plays a scenario on one SDK, and tells what was to be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devkit.soar import Runner, RunResult
    from tests.devkit.package_builder import PackageBuilder
    from tests.devkit.sdk.scenarios import Scenario


@dataclass(frozen=True)
class Stage:
    host: Runner
    workshop: PackageBuilder

    def play(self, scenario: Scenario) -> RunResult:
        host = self.host
        name = self.workshop.add(scenario.script, name=scenario.name)
        before = host.exchange.proxy_settings
        host.exchange.properties.clear()
        host.faults[:] = [replace(fault) for fault in scenario.faults]
        host.exchange.proxy_settings = scenario.proxy or before
        try:
            return host.run(name, scenario.params, settings=scenario.settings, **scenario.options)
        finally:
            host.faults.clear()
            host.exchange.proxy_settings = before


def observe(result: RunResult) -> dict[str, Any]:
    """Return all that a platform or an analyst could see, without what differs by chance."""
    return {
        "state": result.state,
        "value": settle(repr(result.value)),
        "message": result.message,
        "blocks": result.blocks,
        "debug": settle(result.debug_output),
        "exit": result.exit_code,
        "error": settle(result.error),
        "stderr": settle(result.stderr),
        "stdout": result.error and settle(result.stdout),
        "log": settle(result.log),
        "requests": [(call.method, call.path, call.query, call.body) for call in result.requests],
        "headers": [settle(str(sorted(call.headers.items()))) for call in result.requests],
    }


def settle(text: str) -> str:
    """Take out ports, moments, folders and the frames of tracebacks."""
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
