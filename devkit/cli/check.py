"""`check`: the package's files against the platform's rules and against each other."""

from __future__ import annotations

from typer import Option

from devkit import checks, console
from devkit.definitions import ROOT
from devkit.errors import FAILED, OK

FIX_HELP = "First rewrite the JSON files and resources/ai canonically."


def check(fix: bool = Option(False, "--fix", help=FIX_HELP)) -> int:
    for path in checks.fix(ROOT) if fix else ():
        console.print_status(f"Written: {path.relative_to(ROOT)}")
    problems = checks.problems(ROOT)
    for problem in problems:
        console.print_line(str(problem))
    console.print_status(f"{len(problems)} problem(s) found." if problems else "No problems found.")
    return FAILED if problems else OK
