"""Command line: `python -m devkit.checks` writes the package's JSON files in their one form."""

from __future__ import annotations

from devkit.checks import fix
from devkit.layout import ROOT


def main() -> None:
    """Name each file that was written anew."""
    for path in fix(ROOT):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
