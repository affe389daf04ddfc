"""The start of every script: arguments, signals, session and log."""

# ruff: noqa: TRY002 - scripts meet the platform's own type, a plain Exception
# ruff: noqa: G004, G010 - the platform's log takes finished text and has no `warning`

from __future__ import annotations

import base64
import getopt
import os
import signal
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from SiemplifyLogger import SiemplifyLogger

if TYPE_CHECKING:
    import requests

OPTIONS = ["useElastic", "logPath=", "correlationId=", "traceId=", "baggage="]
CA_BUNDLE = "REQUESTS_CA_BUNDLE"
SIGTERM_EXIT_CODE = 143


class SiemplifyBase:
    """One process of the platform: `argv[1]` is its API key, options follow.

    `APP_IP` and `APP_PORT` in the environment say where the platform's API is, which is asked
    without encryption.

    Raises:
        getopt.GetoptError: an unknown option.
        IndexError: no API key.
        KeyError: the environment does not say where the API is.
    """

    def __init__(self) -> None:
        self.script_name = ""
        self._api = f"http://{os.environ['APP_IP']}:{os.environ['APP_PORT']}/api/external/v1/sdk"
        self._log_path: str | None = None
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
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
            self._headers["correlation_id"] = value
        elif name == "--traceId":
            self._headers["traceparent"] = value
        elif name == "--baggage":
            self._headers["baggage"] = base64.b64decode(value).decode()

    @cached_property
    def LOGGER(self) -> SiemplifyLogger:  # noqa: N802 - the platform's name
        return SiemplifyLogger(self._log_path)

    @cached_property
    def session(self) -> requests.Session:
        """The client of the platform's API. Loading `requests` waits for the first call."""
        import requests  # noqa: PLC0415 - a third of the start-up time

        session = requests.Session()
        # The platform's certificate is its own; its SDK does not check it either.
        session.verify = False
        session.headers.update(self._headers | {"AppKey": self.api_key})
        return session

    def sdk_get(self, path: str) -> Any:
        """Return the JSON of one of the SDK's addresses."""
        return _json_of(self.session.get(f"{self._api}/{path}?format=snake"))

    def sdk_post(self, path: str, body: Any) -> Any:
        """Post to one of the SDK's addresses; return the JSON."""
        return _json_of(self.session.post(f"{self._api}/{path}?format=snake", json=body))

    def termination_signal_handler(self, sig: int, _frame: object) -> None:
        self.LOGGER.warn(f"Termination signal [{sig}] received, exiting...")
        sys.exit(-SIGTERM_EXIT_CODE)

    def cancellation_signal_handler(self, sig: int, _frame: object) -> None:
        self.LOGGER.warn(
            f"Cancellation signal [{sig}] received, ignoring to finish execution gracefully."
        )


def _json_of(response: requests.Response) -> Any:
    """Raise a plain `Exception` with status and body for an answer of 400 and above."""
    import requests  # noqa: PLC0415 - loaded by now

    try:
        response.raise_for_status()
    except requests.HTTPError as error:
        # No `from`: a logged traceback then reads as the platform's.
        raise Exception(f"{error}: {response.content!r}")  # noqa: B904 - see above
    return response.json()
