"""Where the platform's API is and where scripts may write, as the environment says."""

from __future__ import annotations

import os
from ast import literal_eval

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8443
RUN_FOLDER = "/opt/siemplify/siemplify_server/Scripting"


class SiemplifySdkConfig:
    """The settings of one process: `APP_IP`, `APP_PORT` and `APP_USE_SSL`.

    Raises:
        SyntaxError: a variable holds text that is no Python expression, the empty text included.
            The platform's own SDK breaks in the same way.
    """

    def __init__(self) -> None:
        use_ssl = _literal("APP_USE_SSL", bool)
        scheme = "http" if use_ssl is False else "https"
        host = os.environ.get("APP_IP", DEFAULT_HOST)
        port = _literal("APP_PORT", int) or DEFAULT_PORT
        self.api_root_uri = f"{scheme}://{host}:{port}/api"
        self.run_folder_path = RUN_FOLDER
        self.ignore_ca_bundle = False
        self.is_remote_publisher_sdk = False


def _literal(variable: str, wanted: type) -> object:
    """Return the variable's value as a Python literal of exactly this type, else None.

    `false` is no Python literal, so it counts as unset: a known trap of the platform.
    """
    text = os.environ.get(variable)
    if text is None:
        return None
    try:
        value: object = literal_eval(text)
    except ValueError:
        return None
    return value if type(value) is wanted else None
