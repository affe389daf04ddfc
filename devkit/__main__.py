"""The command line: `python -m devkit COMMAND`.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a defect of the devkit, 130 interrupted.
"""

from __future__ import annotations

import signal

from devkit.cli.main import main

if __name__ == "__main__":
    # SIGTERM ends the children of a run as Ctrl-C does. A shell starts what it puts into the
    # background with SIGINT ignored. nohup ignores SIGHUP so as to outlive the terminal.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    raise SystemExit(main())
