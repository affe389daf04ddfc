"""Code that runs in the interpreter of an action before the action begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devkit.lab import module_path

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.soar import Runner

PROBE = "loggers are open"
OPEN_LOGGERS = f"""
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(name)s %(message)s")
for name in ("twilio", "twilio.http_client", "urllib3", "urllib3.connection",
             "urllib3.connectionpool", "urllib3.response", "urllib3.util.retry",
             "requests", "charset_normalizer", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)
logging.getLogger("urllib3.connectionpool").debug("{PROBE}")
"""
NAME_ITSELF = """
import os, pathlib
pathlib.Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
"""


def sitecustomize(runner: Runner, folder: Path, text: str) -> dict[str, str]:
    """Write the module that the interpreter imports at its start; return the environment."""
    (folder / "sitecustomize.py").write_text(text)
    return module_path(runner, folder)
