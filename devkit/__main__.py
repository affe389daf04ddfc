"""The command line: `python -m devkit COMMAND`.

Exit codes: 0 done, 1 failed, 2 typed wrongly, 3 a defect of the devkit, 130 interrupted.
"""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from devkit import console, errors
from devkit.cli.app import invoke

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without any, print the help."""
    console.prepare_streams()
    arguments = sys.argv[1:] if argv is None else argv
    return errors.guard(lambda: invoke(arguments or ["--help"]))


if __name__ == "__main__":
    # A request to end is an interrupt too: the children of a run end with it. A shell starts
    # what it puts into the background with Ctrl-C ignored; nohup asks to outlive the terminal.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    raise SystemExit(main())
