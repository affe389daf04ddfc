"""The start of every script: arguments, signals, session and log."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception
# ruff: noqa: G004, G010 - the platform's log takes finished text and has no `warning`

from __future__ import annotations

import base64
import getopt
import os
import signal
import sys
from typing import TYPE_CHECKING

from SiemplifyLogger import SiemplifyLogger
from SiemplifySdkConfig import SiemplifySdkConfig

if TYPE_CHECKING:
    import requests
    from _sdk_types import Json

HEADERS: dict[str, str] = {"Content-Type": "application/json", "Accept": "application/json"}
OPTIONS = ["useElastic", "logPath=", "correlationId=", "traceId=", "baggage=", "onePlatformSupport"]
CA_BUNDLE = "REQUESTS_CA_BUNDLE"


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

    def sdk_post(self, path: str, body: Json) -> requests.Response:
        """Post to one of the SDK's addresses, below `/api/external/v1/sdk/`."""
        response = self.session.post(f"{self.API_ROOT}/external/v1/sdk/{path}", json=body)
        self.validate_siemplify_error(response)
        return response

    def termination_signal_handler(self, sig: int, _frame: object) -> None:
        self.LOGGER.warn(f"Termination signal [{sig}] received, exiting...")
        sys.exit(-self.SIGNAL_CODES[signal.Signals(sig)])

    def cancellation_signal_handler(self, sig: int, _frame: object) -> None:
        self.LOGGER.warn(
            f"Cancellation signal [{sig}] received, ignoring to finish execution gracefully."
        )
