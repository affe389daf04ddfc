"""Command line: `python -m devkit.widget build | check | preview`."""

from __future__ import annotations

import argparse
from pathlib import Path

from devkit.widget import ROOT, build, check, preview


def main(argv: list[str] | None = None) -> int:
    """Runs one command; gives the exit code: 0 when all is well, 1 when `check` finds a problem."""
    parser = argparse.ArgumentParser(prog="python -m devkit.widget", description=__doc__)
    parser.add_argument("command", choices=("build", "check", "preview"))
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "widget", help="preview folder")
    arguments = parser.parse_args(argv)
    if arguments.command == "preview":
        print(preview(arguments.out))
        return 0
    if arguments.command == "build":
        for path in build():
            print(path)
    problems = check()
    print("\n".join(problems) or "Widgets: all well")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
