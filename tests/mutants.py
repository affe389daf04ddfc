"""Break the rules of the shipped modules one by one; each break should fail a test.

    python -m tests.mutants [--sample N] [MODULE...]

A mutant is a module with one comparison, number, condition, call, result or word changed. Words of
sentences, annotations and docstrings stay as they are. The tests of the module run in a process
forked for each mutant; one that ends well, a survivor, shows a rule without a test.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import hypothesis  # noqa: F401 - loaded once, for all forks
import phonenumbers  # noqa: F401
import pytest
import twilio.rest  # noqa: F401

import devkit.lab  # noqa: F401
import tests.openapi  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
TESTS = "tests/managers"
# Modules without requests of their own, and the tests that hold them.
MODULES = {
    "TwilioAddresses": ("test_addresses",),
    "TwilioAnswer": ("test_answer",),
    "TwilioConstants": ("test_context", "../test_definitions"),
    "TwilioContent": ("test_content",),
    "TwilioContext": ("test_context",),
    "TwilioDeliveryStatus": ("test_delivery_status",),
    "TwilioErrorCodes": ("test_error_codes",),
    "TwilioExceptions": ("test_exceptions", "test_wait_state", "test_manager"),
    "TwilioModels": ("test_models",),
    "TwilioNetworkErrors": ("test_network_errors",),
    "TwilioNumberParsing": ("test_number_parsing", "test_addresses"),
    "TwilioQuestion": ("test_question",),
    "TwilioReply": ("test_reply", "test_answer"),
    "TwilioReplySignature": ("test_reply_signature", "test_answer"),
    "TwilioResponses": ("test_manager",),
    "TwilioRetry": ("test_retry",),
    "TwilioSendParameters": ("test_send_parameters", "test_question"),
    "TwilioSentences": ("test_sentences", "test_action"),
    "TwilioSettings": ("test_settings",),
    "TwilioTextNormalizing": ("test_text_normalizing",),
    "TwilioWaitState": ("test_wait_state",),
}
_NOTHING = {"None", "False", "()", "''"}  # results that stand for nothing anyway
SECONDS = 20.0  # for the tests of one mutant, at least
# One seed, so that a score can be repeated; no plugin that the tests of managers do not use.
OPTIONS = (
    "-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin",
    "-p", "pytest_mock", "--hypothesis-seed=0",
)  # fmt: skip
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


class Mutant(NamedTuple):
    """A module with one change: its line, what it says there, and the changed tree."""

    line: int
    change: str
    tree: ast.Module


def mutants(source: str, sample: int | None = None) -> Iterator[Mutant]:
    """Yield the mutants of a module, or a sample of them."""
    nodes = list(ast.walk(ast.parse(source)))
    skipped = {id(node) for root in _skipped(nodes) for node in ast.walk(root)}
    places = [
        (index, variant)
        for index, node in enumerate(nodes)
        if id(node) not in skipped
        for variant in range(_variants(node))
    ]
    if sample and sample < len(places):
        places = random.Random(source).sample(places, sample)
    for index, variant in places:
        changed = ast.parse(source)
        target = list(ast.walk(changed))[index]
        before = ast.unparse(target)
        _change(target, variant)
        after = ast.unparse(ast.fix_missing_locations(target))
        line = getattr(target, "lineno", 0)
        yield Mutant(line, f"{before[:70]!r} -> {after[:70]!r}", changed)


def _skipped(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """Yield what has no effect, or says only words: annotations, docstrings, sentences."""
    for node in nodes:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield node
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                yield getattr(node, name)
        if isinstance(node, ast.JoinedStr):
            yield from (part for part in node.values if isinstance(part, ast.Constant))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"cast", "TypeVar"}:
            yield node


def _variants(node: ast.AST) -> int:
    if isinstance(node, ast.Compare):
        return len(node.ops)
    if isinstance(node, ast.Constant):
        value = node.value
        is_word = isinstance(value, str) and bool(value) and " " not in value
        return int(isinstance(value, (bool, int, float)) or is_word)
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)):
        return int(type(node.op) in _SWAPPED)
    if isinstance(node, ast.UnaryOp):
        return int(isinstance(node.op, (ast.Not, ast.USub)))
    if isinstance(node, ast.Return):
        return int(node.value is not None and ast.unparse(node.value) not in _NOTHING)
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    is_jump = isinstance(node, (ast.Break, ast.Continue))
    return int(is_call or is_jump or isinstance(node, (ast.If, ast.IfExp, ast.While)))


def _change(node: Any, variant: int) -> None:
    """Change a node in its place."""
    if isinstance(node, ast.Compare):
        node.ops[variant] = _SWAPPED[type(node.ops[variant])]()
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            node.value = not value
        elif isinstance(value, str):  # a set of characters loses one, a word gets one
            node.value = f"X{value}" if value[0].isalnum() else value[1:]
        else:
            node.value = value + 1
    elif isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)):
        node.op = _SWAPPED[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        inner = ast.UnaryOp(ast.Not(), node.operand)
        node.op, node.operand = (
            (ast.Not(), inner) if isinstance(node.op, ast.Not) else (ast.UAdd(), node.operand)
        )
    elif isinstance(node, (ast.Return, ast.Expr)):
        node.value = ast.Constant(None)
    elif isinstance(node, (ast.Break, ast.Continue)):
        node.__class__ = ast.Continue if isinstance(node, ast.Break) else ast.Break
    else:
        node.test = ast.UnaryOp(ast.Not(), node.test)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a tree."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self._name = name
        self._code = compile(ast.fix_missing_locations(tree), f"{name}.py", "exec")

    def find_spec(self, fullname: str, *_: object) -> Any:
        if fullname == self._name:
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


class _QuickestFirst:
    """A pytest plugin: the tests in the order of the time that they took without a mutant."""

    def __init__(self, seconds_of_tests: Path) -> None:
        self._file = seconds_of_tests
        self._seconds = json.loads(self._file.read_text()) if self._file.exists() else {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self._seconds.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self._seconds[report.nodeid] = report.duration

    def pytest_sessionfinish(self) -> None:
        if not self._file.exists():
            self._file.write_text(json.dumps(self._seconds))


def survivors(
    name: str, tried: Iterable[Mutant], order: Path, seconds: float, jobs: int
) -> Iterator[Mutant]:
    """Run the tests of a module for each mutant, each in a fork; yield those that end well."""
    running: dict[int, tuple[Mutant, float]] = {}
    waiting = iter(tried)
    while True:
        while len(running) < jobs and (mutant := next(waiting, None)):
            if child := os.fork():
                running[child] = mutant, time.monotonic() + seconds
            else:
                _run_tests(name, mutant.tree, order)
        if not running:
            return
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            mutant, _ = running.pop(child)
            if os.waitstatus_to_exitcode(status) == 0:
                yield mutant
            continue
        for late in (pid for pid, (_, end) in running.items() if time.monotonic() > end):
            os.kill(late, signal.SIGKILL)
        time.sleep(0.01)


def _run_tests(name: str, tree: ast.Module, order: Path) -> None:
    code = 1
    try:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        sys.meta_path.insert(0, _Finder(name, tree))
        files = [f"{TESTS}/{test}.py" for test in MODULES[name]]
        code = int(pytest.main([*OPTIONS, *files], plugins=[_QuickestFirst(order)]))
    finally:
        os._exit(code)


def check_module(name: str, sample: int | None, jobs: int, folder: Path) -> tuple[int, int]:
    """Print the survivors of a module; return how many mutants were tried and killed."""
    source = (ROOT / "Managers" / f"{name}.py").read_text(encoding="utf-8")
    order = folder / f"{name}.json"
    began = time.monotonic()
    unchanged = Mutant(0, "", ast.parse(source))
    if not list(survivors(name, [unchanged], order, 20 * SECONDS, 1)):
        raise SystemExit(f"the tests of {name} fail without a mutant")
    seconds = max(SECONDS, 5 * (time.monotonic() - began))
    tried = list(mutants(source, sample))
    killed = len(tried)
    for one in survivors(name, tried, order, seconds, jobs):
        print(f"  {name}.py:{one.line}: {one.change}", flush=True)
        killed -= 1
    print(f"{name}: {killed} of {len(tried)} mutants killed", flush=True)
    return len(tried), killed


def main() -> None:
    """Print the score of each module and each survivor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="By default all without I/O.")
    parser.add_argument("--sample", type=int, help="Try at most so many mutants of each module.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="So many at a time.")
    options = parser.parse_args()
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.freeze()  # a fork neither collects nor copies what is loaded
    total = killed = 0
    with TemporaryDirectory() as folder:
        for name in options.modules or MODULES:
            counts = check_module(name, options.sample, options.jobs, Path(folder))
            total, killed = total + counts[0], killed + counts[1]
    print(f"{killed} of {total} mutants killed ({killed / max(1, total):.1%})")


if __name__ == "__main__":
    main()
