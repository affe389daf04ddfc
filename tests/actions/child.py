"""What a test may put into a child's interpreter before the action begins."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.soar import Runner

PROBE = "loggers are open"
OPEN_LOGGERS = f"""
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(name)s %(message)s")
for name in ("twilio", "twilio.http_client", "urllib3", "urllib3.connectionpool",
             "urllib3.util.retry", "requests", "charset_normalizer", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)
logging.getLogger("urllib3.connectionpool").debug("{PROBE}")
"""
NAME_ITSELF = """
import os, pathlib
pathlib.Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
"""


def sitecustomize(host: Runner, folder: Path, text: str) -> dict[str, str]:
    """Write the module that the interpreter imports at its start; return the environment."""
    (folder / "sitecustomize.py").write_text(text)
    path = (str(folder), str(host.sdk), str(host.package.managers))
    return {"PYTHONPATH": os.pathsep.join(path)}
