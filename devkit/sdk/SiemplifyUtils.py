"""What scripts take from the platform's utility module.

Importing this module remembers the process's real standard output; `override_stdout` then puts
a buffer in its place, which becomes the result's `DebugOutput`.
"""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception
# ruff: noqa: G004 - the platform's log takes finished text
# ruff: noqa: PLR0913, PLR0917 - the platform's signatures

from __future__ import annotations

import functools
import io
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from _sdk_types import Json, Wanted

P = ParamSpec("P")
T = TypeVar("T")

BYTES_PER_MB = 1_048_576
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

real_stdout = sys.stdout
my_stdout = io.StringIO()


def override_stdout() -> None:
    sys.stdout = my_stdout


def resume_stdout() -> None:
    sys.stdout = real_stdout


def output_handler(func: Callable[P, T]) -> Callable[P, T]:
    """Wrap a script's `main`: when it raises, its captured output goes to standard error."""

    @functools.wraps(func)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return func(*args, **kwargs)
        except Exception:
            sys.stderr.write(f"STDOUT:\n{my_stdout.getvalue()}STDERR:\n")
            raise

    return wrapper


def set_proxy_state(proxy_settings: dict[str, Any], is_enabled: bool = True) -> None:
    """Set the process's proxy variables, which every HTTP library in it then follows.

    Args:
        proxy_settings: the platform's reply: `proxy_server_address` (nothing happens without
            one), `username`, `password`, `ignore_addresses`.
        is_enabled: only the value of the variable `proxy`: `on` or `off`.

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
    os.environ["proxy"] = "on" if is_enabled else "off"  # noqa: SIM112 - the platform's name


def extract_script_param(
    siemplify: Any,  # noqa: ANN401 - anything with a LOGGER
    input_dictionary: dict[str, Any],
    param_name: str,
    default_value: Wanted = None,
    input_type: type = str,
    is_mandatory: bool = False,
    print_value: bool = False,
) -> Wanted:
    """Return one value in the wanted type, by the platform's rules.

    Every falsy value counts as missing, nothing is stripped, and a list is JSON text.

    Raises:
        Exception: the value is mandatory and missing, no boolean, or the default is of another
            type than wanted. The texts are the platform's.
        TypeError: a list is missing.
        ValueError: no number, or no JSON.
    """
    if not siemplify:
        raise Exception("Parameter 'siemplify' cannot be None")
    if not param_name:
        raise Exception("Parameter 'param_name' cannot be None")
    if default_value and type(default_value) is not input_type:
        raise Exception(
            f"Given default_value of '{default_value}' doesn't match expected type "
            f"{input_type.__name__}"
        )
    value = input_dictionary.get(param_name)
    if input_type is list:
        value = json.loads(value)  # type: ignore[arg-type] # None is the platform's TypeError
    if not value:
        if is_mandatory:
            raise Exception(f"Missing mandatory parameter {param_name}")
        value = default_value
        siemplify.LOGGER.info(
            f"Parameter {param_name} was not found or was empty, used default_value "
            f"{default_value} instead"
        )
    if value is None:
        return None
    result = _convert(param_name, value, input_type)
    if print_value:
        siemplify.LOGGER.info(f"{param_name}: {result}")
    return result


def _convert(name: str, value: Json, wanted: type) -> Wanted:
    if wanted is bool:
        lowered = str(value).lower()
        if lowered not in ("true", "false"):
            raise Exception(f"Parameter named {name}, with value {value} isn't a valid BOOL")
        return lowered == "true"
    if wanted in (int, float, str, list):
        return wanted(value)
    raise Exception(f"input_type {wanted.__name__} isn't not supported for conversion")


def is_old_entities_format(entities: list[Any]) -> bool:
    return bool(entities) and all(isinstance(entity, str) for entity in entities)


def is_json_result_size_valid(result_json: str, max_size_in_mb: float) -> bool:
    return len(result_json) <= max_size_in_mb * BYTES_PER_MB


def unix_now() -> int:
    """Return the time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def convert_unixtime_to_datetime(unix_time: float) -> datetime:
    """Return the aware UTC datetime of epoch milliseconds.

    Raises:
        Exception: the value is no number or out of range; the text names this function.
    """
    try:
        return EPOCH + timedelta(milliseconds=unix_time)
    except Exception as error:
        raise Exception(f"convert_unixtime_to_datetime Failed: {error}") from error
