"""The hub's gates, and the way back: built again, the contribution is the package."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from devkit.errors import DevkitError
from devkit.hub.checkout import INTEGRATION

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.hub.checkout import Checkout
    from devkit.hub.tool import Tool

_VALIDATED = re.compile(r"Passed: (\d+) \| Executed: \1 / \1 validations")
_TESTED = re.compile(r"Passed: (\d+) \| Executed: \1 / \1 collected")
# `mp` takes the first from the name of the folder above, the others from the file system.
_DERIVED = {"IsCertified", "Actions", "Managers", "Widgets"}
_ANNOTATIONS = ast.dump(ast.parse("from __future__ import annotations").body[0])
_JSON = (".def", ".actiondef", ".fulldetails", ".json")


def lint(clone: Checkout, tool: Tool) -> str:
    """Let the hub's linter mend what it can without a change of meaning, and look again."""
    tool.run("check", INTEGRATION, "--fix", "--quiet")
    tool.run("check", INTEGRATION, "--raise-error-on-violations", "--output-format", "concise")
    changed = clone.git("status", "--porcelain", "--", INTEGRATION).count("\n")
    return f"mp check: no violations ({changed} files differ from the hub's)"


def validate(tool: Tool, *, pull_request: str = "") -> str:
    """Run all validations.

    Args:
        tool: the hub's tool.
        pull_request: a commit whose changes are validated, as the hub does for a pull request.
    """
    variables = {"GITHUB_PR_SHA": pull_request} if pull_request else {}
    printed = tool.run("validate", "integration", _name(), **variables)
    count = _count(_VALIDATED, printed)
    return f"mp validate: {count} of {count} validations passed"


def run_tests(tool: Tool) -> str:
    """Run the tests of the integration; the tool calls none at all a success, this does not."""
    printed = tool.run("test", "--integration", _name())
    return f"mp test: {_count(_TESTED, printed)} tests passed"


def compare(clone: Checkout, flat: Path, tool: Tool, built: Path) -> str:
    """Build the contribution and compare it with the flat package.

    Raises:
        DevkitError: code, definitions or pages differ; the text names the files.
    """
    built.mkdir(exist_ok=True)
    folders = ("--src", str(clone.integration.parent), "--dst", str(built))
    tool.run("build", "integration", _name(), *folders)
    found = built / flat.name
    ours = {path.relative_to(flat).as_posix() for path in flat.rglob("*") if path.is_file()}
    compared = sorted(name for name in ours if _is_compared(name))
    different = [name for name in compared if _meaning(flat / name) != _meaning(found / name)]
    if different:
        raise DevkitError(f"Built again, these files differ: {', '.join(different)}.")
    libraries = len(list((found / "Dependencies").glob("*.whl")))
    return f"mp build: {len(compared)} files as in the package, beside {libraries} libraries"


def _is_compared(name: str) -> bool:
    # Libraries are locked anew, notes get the hub's older ones, pictures are in the definition.
    return not name.startswith(("Dependencies/", "resources/")) and not name.endswith(
        ("RN.json", ".fulldetails")
    )


def _meaning(path: Path) -> Any:  # noqa: ANN401 (whatever can be compared)
    """Return what a file says, without what the way there and back may change."""
    if not path.is_file():
        return None
    if path.suffix == ".py":
        return _code(ast.parse(path.read_text("utf-8")))
    if path.suffix in _JSON:
        value = json.loads(path.read_text("utf-8"))
        return {key: item for key, item in value.items() if key not in _DERIVED}
    return path.read_bytes()


def _code(tree: ast.Module) -> tuple[list[str], list[str]]:
    """Return the statements, and apart from them the imports, whose order may differ.

    `mp` writes the import of `annotations` from `__future__` into every module.
    """
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    rest = [node for node in tree.body if node not in imports]
    written = {ast.dump(node) for node in imports} - {_ANNOTATIONS}
    return [ast.dump(node) for node in rest], sorted(written)


def _count(pattern: re.Pattern[str], printed: str) -> int:
    found = pattern.search(printed)
    if found is None or not int(found[1]):
        raise DevkitError(f"The hub's tool did not tell how many passed:\n{printed.strip()}")
    return int(found[1])


def _name() -> str:
    return INTEGRATION.rpartition("/")[2]
