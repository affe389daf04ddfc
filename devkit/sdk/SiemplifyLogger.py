"""The script's log: into `DebugOutput`, the log file and, with it, standard error."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import logging

LOGGER_NAME = "siemplify_default_logger"
DEFAULT_LOG_PATH = "/var/log/siemplify/scripting/script.log"
MAX_BYTES = 5 * 1024 * 1024
BACKUPS = 10
FORMAT = "[%(asctime)s %(levelname)s] %(message)s"
# The milliseconds are a constant on the platform too.
DATE_FORMAT = "%Y-%m-%d,%H:%M:%S,000"
# The platform says this for every trouble with its log, whatever its cause.
TROUBLE = "LOGGER: loadConfigFromFile FAILED"

DEBUG, INFO, WARN, ERROR = 10, 20, 30, 40


class SiemplifyLogger:
    """Logging that never raises.

    Where the log file cannot be opened, file and standard error stay empty but for the
    platform's notice; `DebugOutput` works all the same.
    """

    def __init__(self, log_path: str | None, debug_mode: bool = False, **_unused: object) -> None:
        """Open the log.

        Args:
            log_path: the file; None means the platform's own path.
            debug_mode: whether `debug` writes anything.
            _unused: what else the platform's callers pass (location, collector).
        """
        self._error_logged = False
        self._debug_mode = debug_mode
        self._log: logging.Logger | None = None
        try:
            self._log = _open(log_path or DEFAULT_LOG_PATH, DEBUG if debug_mode else INFO)
        except Exception:  # noqa: BLE001 - logging never raises
            sys.stderr.write(TROUBLE)
            traceback.print_exc()

    @property
    def error_logged(self) -> bool:
        return self._error_logged

    def debug(self, message: object, *_args: object, **details: Any) -> None:  # noqa: ANN401 - the platform's signature
        if self._debug_mode:
            self._write(DEBUG, message, details)

    def info(self, message: object, *_args: object, **details: Any) -> None:  # noqa: ANN401 - the platform's signature
        self._write(INFO, message, details)

    def warn(self, message: object, *_args: object, **details: Any) -> None:  # noqa: ANN401 - the platform's signature
        self._write(WARN, message, details)

    def error(self, message: object, *_args: object, **details: Any) -> None:  # noqa: ANN401 - the platform's signature
        self._error_logged = True
        self._write(ERROR, message, details)

    def exception(self, message: object, *_args: object, **details: Any) -> None:  # noqa: ANN401 - the platform's signature
        """Log an error with the traceback at hand; an exception's own goes to DebugOutput too."""
        self._error_logged = True
        try:
            _safe_print(message)
            if isinstance(message, Exception):
                traceback.print_exception(message, file=sys.stdout)
            if self._log:
                # Without details nothing turns the doubled signs back; so it is on the platform.
                text = str(message).replace("%", "%%")
                self._log.error(text, *([details] if details else []), exc_info=True)
        except Exception:  # noqa: BLE001 - logging never raises
            sys.stderr.write(TROUBLE)

    def _write(self, level: int, message: Any, details: dict[str, Any]) -> None:  # noqa: ANN401 - anything printable
        try:
            _safe_print(message)
            if self._log and details:
                self._log.log(level, message.replace("%", "%%"), details)
            elif self._log:
                self._log.log(level, message)
        except Exception:  # noqa: BLE001 - logging never raises
            sys.stderr.write(TROUBLE)


def _safe_print(message: object) -> None:
    try:
        str(message)
    except Exception as error:  # noqa: BLE001 - an object's own __str__ may raise anything
        print(f"Couldn't append log message, reason: {error}")
    try:
        print(message)
    except Exception:  # noqa: BLE001 - an object's own __str__ may raise anything
        print("Couldn't print exception, check log")


def _open(path: str, level: int) -> logging.Logger:
    import logging.handlers  # noqa: PLC0415 - loaded where it is first needed

    try:
        file = logging.handlers.RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=BACKUPS)
    except OSError as error:
        raise ValueError("Unable to configure handler 'siempify_file_handler'") from error
    handlers = (file, logging.StreamHandler(sys.stderr))
    log = logging.getLogger(LOGGER_NAME)
    log.setLevel(level)
    for handler in handlers:
        handler.setLevel(level)
        handler.setFormatter(logging.Formatter(FORMAT, DATE_FORMAT))
        log.addHandler(handler)
    return log
