"""The script's log: into `DebugOutput`, the log file and, with it, standard error."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

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

INFO, WARN, ERROR = 20, 30, 40


class SiemplifyLogger:
    """Logging of finished texts.

    Where the log file cannot be opened, file and standard error stay empty but for the
    platform's notice; `DebugOutput` works all the same.
    """

    def __init__(self, log_path: str | None) -> None:
        """Open the log.

        Args:
            log_path: the file; None means the platform's own path.
        """
        self._log: logging.Logger | None = None
        try:
            self._log = _open(log_path or DEFAULT_LOG_PATH)
        except ValueError:
            sys.stderr.write(TROUBLE)
            traceback.print_exc()

    def info(self, message: str) -> None:
        self._write(INFO, message)

    def warn(self, message: str) -> None:
        self._write(WARN, message)

    def error(self, message: str) -> None:
        self._write(ERROR, message)

    def exception(self, message: str) -> None:
        """Log an error with the traceback at hand."""
        print(message)
        if self._log:
            # Nothing turns the doubled signs back; so it is on the platform.
            self._log.error(message.replace("%", "%%"), exc_info=True)

    def _write(self, level: int, message: str) -> None:
        print(message)
        if self._log:
            self._log.log(level, message)


def _open(path: str) -> logging.Logger:
    import logging.handlers  # noqa: PLC0415 - loaded where it is first needed

    try:
        file = logging.handlers.RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=BACKUPS)
    except OSError as error:
        raise ValueError("Unable to configure handler 'siempify_file_handler'") from error
    log = logging.getLogger(LOGGER_NAME)
    log.setLevel(INFO)
    for handler in (file, logging.StreamHandler(sys.stderr)):
        handler.setFormatter(logging.Formatter(FORMAT, DATE_FORMAT))
        log.addHandler(handler)
    return log
