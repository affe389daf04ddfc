"""What the other modules take from the platform's utility module.

Importing this module remembers the process's real standard output; `override_stdout` then puts
a buffer in its place, which becomes the result's `DebugOutput`.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

BYTES_PER_MB = 1_048_576

real_stdout = sys.stdout
my_stdout = io.StringIO()


def override_stdout() -> None:
    sys.stdout = my_stdout


def set_proxy_state(proxy_settings: dict[str, Any]) -> None:
    """Set the process's proxy variables, which every HTTP library in it then follows.

    Args:
        proxy_settings: the platform's reply: `proxy_server_address` (nothing happens without
            one), `username`, `password`, `ignore_addresses`.

    Raises:
        KeyError: a key is missing.
    """
    address = proxy_settings["proxy_server_address"]
    if not address:
        return
    from urllib.parse import quote, urlparse  # noqa: PLC0415 - only with a proxy

    parts = urlparse(address)
    username, password = proxy_settings["username"], proxy_settings["password"]
    credentials = f"{username}:{quote(password)}@" if username and password else ""
    port = f":{parts.port}" if parts.port else ""
    proxy = f"{parts.scheme}://{credentials}{parts.hostname}{port}"
    os.environ["http_proxy"] = os.environ["https_proxy"] = proxy
    os.environ["no_proxy"] = ",".join(proxy_settings["ignore_addresses"])
    os.environ["proxy"] = "on"  # noqa: SIM112 - the platform's name


def is_old_entities_format(entities: list[Any]) -> bool:
    return bool(entities) and all(isinstance(entity, str) for entity in entities)


def is_json_result_size_valid(result_json: str, max_size_in_mb: float) -> bool:
    return len(result_json) <= max_size_in_mb * BYTES_PER_MB
