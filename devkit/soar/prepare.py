"""Build what one run needs: its context and the launch of its process."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from devkit.definitions import Action, as_text
from devkit.http_server import LOOPBACK
from devkit.soar.context import OMIT, Targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from devkit.soar.options import RunOptions

# All that a script may see of our own environment.
KEPT = ("PATH",)


def build_context(
    identifier: str,
    action: Action,
    params: Mapping[str, Any],
    targets: Targets,
    options: RunOptions,
) -> dict[str, Any]:
    """Return the object for standard input, with the platform's keys."""
    parameters: dict[str, Any] = dict(action.defaults()) if options.fill_defaults else {}
    parameters |= {name: as_text(value) for name, value in params.items()}
    if options.state is not None:
        parameters["additional_data"] = options.state
    context = targets.fields() | {
        "workflow_id": "workflow-1",
        "workflow_instance_id": None,
        "parent_workflow_instance_id": None,
        "parameters": parameters,
        "integration_identifier": identifier,
        "integration_instance": f"{identifier}-instance-1",
        "action_definition_name": f"{identifier}_{action.name}",
        "original_requesting_user": "analyst",
        "default_result_value": action.default_result_value,
        **options.limits.fields(action.is_async),
        "use_proxy_settings": False,
        "max_json_result_size": 15,
        "vault_settings": None,
        "environment_api_key": None,
        **options.extra_context,
    }
    return {name: value for name, value in context.items() if value is not OMIT}


def build_environment(sdk: Path, managers: Path, port: int, folder: Path) -> dict[str, str]:
    """Return a clean environment: nothing of ours but the path to programs."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "LANG": "C.UTF-8",
        # A home of its own: no .netrc and no other settings of the person at the keyboard.
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": os.pathsep.join((str(sdk), str(managers))),
        "APP_IP": LOOPBACK,
        "APP_PORT": str(port),
        # The SDK takes Python's own spelling alone; `false` would mean https.
        "APP_USE_SSL": "False",
    }


def build_arguments(action: Action, key: str, log: Path, options: RunOptions) -> tuple[str, ...]:
    """Return the interpreter's arguments. Key and first-run flag are read by position."""
    positional = (str(action.script), key, str(options.first))
    return (*positional, "--logPath", str(log), *options.arguments)


def build_stdin(context: dict[str, Any], options: RunOptions) -> bytes:
    return json.dumps(context).encode() if options.stdin is None else options.stdin
