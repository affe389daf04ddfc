"""Makes the options of `serve` from what was typed; everything wrong is a usage problem."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

from devkit import console
from devkit.errors import UsageError
from devkit.local_soar.cases import read_cases
from devkit.local_soar.server import Options
from devkit.sdk_folder import find_sdk
from devkit.soar import CaseError
from devkit.twilio_settings import real as real_account

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from devkit.soar import Case
    from devkit.twilio_settings import Connection


def options_from(
    *,
    host: str,
    key: str | None,
    cases: Path | None,
    real: bool,
    sdk: Path | None,
    **plain: Any,  # noqa: ANN401 - fields of Options that need no reading
) -> Options:
    """Read what was typed.

    Raises:
        UsageError: no host is named, a file cannot be used, the environment names no account,
            or the key cannot stand in a header.
    """
    return Options(
        host=_host(host),
        key=_key(key),
        cases=_cases(cases),
        real=_account() if real else None,
        sdk=find_sdk(sdk),
        **plain,
    )


def _host(given: str) -> str:
    if not given.strip():  # the system would take it for all addresses
        raise UsageError("--host needs a name or an address.")
    return given


def _key(given: str | None) -> str:
    if given is None or given == "":
        return secrets.token_urlsafe(24)
    if not given.isascii() or not given.isprintable() or " " in given:
        raise UsageError("--key takes letters, digits and signs without spaces.")
    return given


def _cases(path: Path | None) -> Mapping[int, Case]:
    try:
        return read_cases(path)
    except CaseError as error:
        raise UsageError(f"{error}.") from error


def _account() -> Connection:
    connection = real_account(os.environ)
    console.add_secret(connection.settings["AuthenticationToken"])
    return connection
