from __future__ import annotations

from pathlib import Path

import pytest

from devkit.errors import DevkitError
from devkit.hub import proof

NAME = "Managers/TwilioModels.py"
CODE = """
import json
from email import utils


def read():
    return json, utils
"""


class Tool:
    """A tool that prints one text, and builds what the test wrote."""

    def __init__(self, printed: str = "") -> None:
        self.printed = printed

    def run(self, *_arguments: str, **_variables: str) -> str:
        return self.printed


class Clone:
    integration = Path("integration")


def compare(tmp_path: Path, flat: str, built: str) -> str:
    for folder, text in (("flat", flat), ("built", built)):
        path = tmp_path / folder / "Twilio" / NAME
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return proof.compare(Clone, tmp_path / "flat/Twilio", Tool(), tmp_path / "built")


def test_code_with_a_header_and_its_imports_in_another_order_is_the_same(tmp_path: Path):
    built = CODE.replace(
        "import json\nfrom email import utils", "from email import utils\nimport json"
    )
    header = "# Copyright\n\nfrom __future__ import annotations\n\n"
    assert compare(tmp_path, CODE, f"{header}{built}").startswith("mp build: 1 files")


@pytest.mark.parametrize(
    "built", [CODE.replace("return json", "return None"), CODE.partition("def")[0]]
)
def test_code_that_lost_something_is_told(tmp_path: Path, built: str):
    with pytest.raises(DevkitError, match=rf"these files differ: {NAME}\."):
        compare(tmp_path, CODE, built)


@pytest.mark.parametrize(
    "printed",
    [
        "All Validations Passed",
        "twilio | Passed: 22 | Executed: 22 / 23 validations",
        "twilio | Passed: 0 | Executed: 0 / 0 validations",
    ],
)
def test_validation_that_did_not_run_whole_is_no_success(printed: str):
    with pytest.raises(DevkitError, match="did not tell how many passed"):
        proof.validate(Tool(printed))


def test_number_of_validations_and_tests_is_told():
    validated = Tool("x | Passed: 23 | Executed: 23 / 23 validations")
    assert proof.validate(validated) == "mp validate: 23 of 23 validations passed"
    tested = Tool("x | Passed: 12 | Executed: 12 / 12 collected")
    assert proof.run_tests(tested) == "mp test: 12 tests passed"
