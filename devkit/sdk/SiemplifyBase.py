"""The start of every script: arguments, signals, session, log and context properties."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception
# ruff: noqa: G004, G010 - the platform's log takes finished text and has no `warning`

from __future__ import annotations

import base64
import getopt
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from SiemplifyLogger import SiemplifyLogger
from SiemplifySdkConfig import SiemplifySdkConfig
from SiemplifyUtils import validate_property_value

if TYPE_CHECKING:
    import requests
    from _sdk_types import Json

HEADERS: dict[str, str] = {"Content-Type": "application/json", "Accept": "application/json"}
OPTIONS = ["useElastic", "logPath=", "correlationId=", "traceId=", "baggage=", "onePlatformSupport"]
CA_BUNDLE = "REQUESTS_CA_BUNDLE"
NO_CONTENT = 204


class MaximumContextLengthException(Exception):  # noqa: N818 - the platform's name
    """A context property's value is longer than the platform keeps."""


class SiemplifyBase:
    """One process of the platform: `argv[1]` is its API key, options follow.

    Raises:
        getopt.GetoptError: an unknown option.
        IndexError: no API key.
    """

    SIGNAL_CODES = {signal.SIGTERM: 143, signal.SIGINT: 130}  # noqa: RUF012 - the platform's attribute

    def __init__(self) -> None:
        self.sdk_config = SiemplifySdkConfig()
        self.API_ROOT = self.sdk_config.api_root_uri
        self.RUN_FOLDER = self.sdk_config.run_folder_path
        self.script_name = ""
        self.debug_mode = False
        self._log_path: str | None = None
        self._logger: SiemplifyLogger | None = None
        self._session: requests.Session | None = None
        options, _ = getopt.gnu_getopt(sys.argv[1:], "", OPTIONS)
        signal.signal(signal.SIGTERM, self.termination_signal_handler)
        signal.signal(signal.SIGINT, self.cancellation_signal_handler)
        for name, value in options:
            self._apply_option(name, value.strip('"'))
        self.api_key = sys.argv[1]
        if CA_BUNDLE in os.environ:
            self.LOGGER.warn(
                f"Environment Variables cannot contain key {CA_BUNDLE}, please remove it."
            )

    def _apply_option(self, name: str, value: str) -> None:
        if name == "--logPath":
            self._log_path = value
        elif name == "--correlationId":
            HEADERS["correlation_id"] = value
        elif name == "--traceId":
            HEADERS["traceparent"] = value
        elif name == "--baggage":
            HEADERS["baggage"] = base64.b64decode(value).decode()
        elif name == "--onePlatformSupport":
            raise NotImplementedError("this SDK knows the /api/external/v1/sdk addresses alone")

    @property
    def LOGGER(self) -> SiemplifyLogger:  # noqa: N802 - the platform's name
        if self._logger is None:
            self._logger = SiemplifyLogger(self._log_path, debug_mode=self.debug_mode)
            _Shared.logger = self._logger
        return self._logger

    @property
    def session(self) -> requests.Session:
        """The client of the platform's API. Loading `requests` waits for the first call."""
        if self._session is None:
            self._session = self.create_session(self.api_key, HEADERS)
        return self._session

    @staticmethod
    def create_session(app_key: str, headers: dict[str, str]) -> requests.Session:
        import requests  # noqa: PLC0415 - a third of the start-up time

        session = requests.Session()
        # The platform's certificate is its own; its SDK does not check it either.
        session.verify = False
        headers["AppKey"] = app_key
        session.headers.update(headers)
        return session

    @property
    def run_folder(self) -> str:
        """The script's work folder, made when it is asked for."""
        if not self.script_name:
            raise Exception(
                "Cannot build run_folder when script_name has not been defined first. "
                "Try addind: siemplify.script_name='name'"
            )
        path = os.path.join(self.RUN_FOLDER, type(self).__name__, self.script_name)  # noqa: PTH118 - the platform gives text
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 - the platform gives text
        return path

    @staticmethod
    def validate_siemplify_error(response: requests.Response) -> None:
        """Raise a plain `Exception` with status and body for an answer of 400 and above."""
        import requests  # noqa: PLC0415 - loaded by now

        try:
            response.raise_for_status()
        except requests.HTTPError as error:
            # No `from`: a logged traceback then reads as the platform's.
            raise Exception(f"{error}: {response.content!r}")  # noqa: B904 - see above

    def sdk_get(self, path: str) -> Json:
        """Return the JSON of one of the SDK's addresses."""
        response = self.session.get(f"{self.API_ROOT}/external/v1/sdk/{path}?format=snake")
        self.validate_siemplify_error(response)
        return response.json()

    def sdk_post(self, path: str, body: Json, base: str = "sdk/") -> requests.Response:
        """Post to one of the SDK's addresses, below `/api/external/v1/` + `base`."""
        response = self.session.post(f"{self.API_ROOT}/external/v1/{base}{path}", json=body)
        self.validate_siemplify_error(response)
        return response

    def get_context_property(
        self, context_type: int, identifier: str | None, property_key: str
    ) -> Json:
        """Return a stored value, None where there is none."""
        body = _property(context_type, identifier, property_key)
        response = self.sdk_post("GetContextProperty", body)
        if response.status_code == NO_CONTENT:
            self.LOGGER.info(f"No data found for property key: {property_key}")
            return None
        return response.json()

    def set_context_property(
        self,
        context_type: int,
        identifier: str | None,
        property_key: str,
        property_value: Json,
    ) -> None:
        _check_length("set_context_property", property_value)
        body = _property(context_type, identifier, property_key)
        self.sdk_post("SetContextProperty", body | {"PropertyValue": property_value})

    def try_set_context_property(
        self,
        context_type: int,
        identifier: str | None,
        property_key: str,
        property_value: Json,
    ) -> bytes:
        _check_length("try_set_context_property", property_value)
        body = _property(context_type, identifier, property_key)
        reply = self.sdk_post("TrySetContextProperty", body | {"PropertyValue": property_value})
        content: bytes = reply.content
        return content

    def termination_signal_handler(self, sig: int, _frame: object) -> None:
        self.LOGGER.warn(f"Termination signal [{sig}] received, exiting...")
        sys.exit(-self.SIGNAL_CODES[signal.Signals(sig)])

    def cancellation_signal_handler(self, sig: int, _frame: object) -> None:
        self.LOGGER.warn(
            f"Cancellation signal [{sig}] received, ignoring to finish execution gracefully."
        )


class _Shared:
    logger: SiemplifyLogger | None = None


def get_logger() -> SiemplifyLogger | None:
    """Return the process's log, None before the first line was logged."""
    return _Shared.logger


def _property(context_type: int, identifier: str | None, key: str) -> dict[str, Any]:
    return {"ContextType": context_type, "Identifier": identifier, "PropertyKey": key}


def _check_length(method: str, value: object) -> None:
    if not validate_property_value(value):
        raise MaximumContextLengthException(
            f"Exception was thrown in {method}: property value has reached maximum length"
        )
