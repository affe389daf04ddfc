from __future__ import annotations

import subprocess
import sys

import pytest

from devkit.cli.commands import COMMANDS
from devkit.definitions import ROOT


@pytest.mark.parametrize("arguments", [(), ("--help",)], ids=["nothing", "--help"])
def test_help_lists_the_commands(devkit, arguments):
    ended = devkit(*arguments)
    assert ended.code == 0
    assert all(f" {name} " in ended.out for name in COMMANDS)
    assert "\x1b" not in ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(devkit, command):
    ended = devkit(command, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert f"python -m devkit {command}" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("rum",), "Did you mean 'run'?", id="command"),
        pytest.param(("run",), "Missing argument 'action'", id="no action"),
        pytest.param(("run", "Ping", "--jsn"), "Possible options: --json", id="option"),
        pytest.param(
            ("run", "Ping", "--scope", "some"), "'--scope': 'some' is not one of", id="choice"
        ),
        pytest.param(("run", "Ping", "--limit", "nan"), "from 0.1 to 1209600 seconds", id="nan"),
        pytest.param(("run", "Ping", "--limit", "1e99"), "from 0.1 to 1209600", id="for ever"),
        pytest.param(("run", "Ping", "--interval", "soon"), "'--interval'", id="no number"),
        pytest.param(("standin", "--port", "70000"), "'--port'", id="port"),
    ],
)
def test_wrong_words_are_a_usage_error(devkit, arguments, said):
    ended = devkit(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.startswith("Error: ")
    assert ended.err.count("\n") == 1


def test_help_imports_the_module_of_no_command():
    program = """if True:
        import sys
        from devkit.cli.commands import invoke
        invoke(["--help"])
        print([name for name in ("flask", "rich.live", "devkit.soar") if name in sys.modules])
    """
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"
