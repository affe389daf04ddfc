"""The matrix must find a package that does wrong, in real processes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from devkit.fault_matrix.fault_kinds import CUT_PROCESSED, NO_FAULT
from devkit.fault_matrix.matrix import Cell, all_cells
from devkit.fault_matrix.runner import run_cells
from devkit.fault_matrix.scenarios import send

if TYPE_CHECKING:
    from pathlib import Path

    from devkit.fault_matrix.assertions import Findings
    from devkit.fault_matrix.fault_lab import FaultLab
    from devkit.fault_matrix.observations import Observation

START = """
import requests
from SiemplifyAction import SiemplifyAction
siemplify = SiemplifyAction()
settings = siemplify.get_configuration("Twilio")
account, secret = settings["AccountSid"], settings["AuthenticationToken"]
url = f"{settings['API Root']}/2010-04-01/Accounts/{account}/Messages.json"
to, text = siemplify.parameters["Phone Number"], siemplify.parameters["Message"]
form = {"To": to, "From": settings["SmsPhoneNumber"], "Body": text}
row = {"to": to, "sid": None, "status": "not_sent", "possible_duplicate": False}
def create():
    try:
        row.update(requests.post(url, form, auth=(account, secret), timeout=5).json())
        row["status"] = "queued"
    except requests.RequestException:
        pass
def end():
    siemplify.result.add_result_json([{name: row[name] for name in
        ("to", "sid", "status", "possible_duplicate")}])
    siemplify.end("done", "true", 0 if row["sid"] else 2)
"""
PACKAGES = {
    "sends again without a look": ("create()\nrow['sid'] or create()\nend()", "doubled"),
    "forgets what left": ("create()\nend()", "lost"),
    "tells what never left": ("row['sid'] = 'SM' + 'ab12' * 8\nend()", "lost"),
    "breaks off": ("raise RuntimeError('broken')", "crashes"),
    "writes the text to its log": ("siemplify.LOGGER.info(text)\nend()", "leaks"),
    "writes the secret to its log": ("siemplify.LOGGER.info(secret)\nend()", "leaks"),
    "writes the number to its log": ("siemplify.LOGGER.info(to)\nend()", "leaks"),
    "tells something else": ("row['status'] = 'unknown'\nend()", "failed"),
}


def bad_package(folder: Path, script: str) -> Path:
    (folder / "ActionsDefinitions").mkdir()
    (folder / "ActionsScripts").mkdir()
    (folder / "Managers").mkdir()
    integration = {"Identifier": "Twilio", "Version": 1.0, "IntegrationProperties": []}
    (folder / "Integration-Twilio.def").write_text(json.dumps(integration))
    definition = {"Name": "Send SMS", "Parameters": []}
    (folder / "ActionsDefinitions/SendSMS.actiondef").write_text(json.dumps(definition))
    (folder / "ActionsScripts/SendSMS.py").write_text(START + script + "\n")
    return folder


def tried(root: Path, name: str) -> Findings:
    cells = [cell for cell in all_cells() if cell.name == name]
    return run_cells(cells, workers=1, root=root)[name]


@pytest.mark.parametrize(("script", "counted"), PACKAGES.values(), ids=PACKAGES)
def test_matrix_finds_a_package_that(tmp_path: Path, script: str, counted: str) -> None:
    findings = tried(bad_package(tmp_path, script), "Send SMS: create, cut, processed, once")
    assert getattr(findings, counted) >= 1, findings
    assert not findings.clean


def test_cell_that_cannot_be_checked_counts_as_failed(tmp_path: Path) -> None:
    root = bad_package(tmp_path, "siemplify.result.add_result_json([7])\nsiemplify.end('', '', 0)")
    findings = tried(root, "Send SMS: create, cut, processed, once")
    assert findings.failed == 1
    assert "could not be checked" in findings.problems[0]


@pytest.mark.parametrize(
    "name",
    [
        "Send SMS: create, cut, processed, once",
        "Wait: create, 503, processed, once",
        "Ping: list, TLS self-signed, always",
    ],
)
def test_matrix_finds_nothing_in_the_package(name: str) -> None:
    cells = [cell for cell in all_cells() if cell.name == name]
    findings = run_cells(cells, workers=1)[name]
    assert findings.problems == []
    assert findings.clean


def test_cell_whose_fault_met_no_request_fails() -> None:
    def run(lab: FaultLab) -> Observation:
        lab.add_fault(CUT_PROCESSED, "update", times=1)
        return send(lab, NO_FAULT, 1)

    cell = Cell("Send SMS", "create", "none", "", run, (frozenset({"sent"}),))
    findings = run_cells([cell], workers=1)[cell.name]
    assert findings.problems == ["a fault that no request met: cut in update"]


def test_cell_in_which_the_stand_in_met_a_defect_of_its_own_fails() -> None:
    def run(lab: FaultLab) -> Observation:
        observation = send(lab, NO_FAULT, 1)
        lab.twilio.defects.append("a defect of the stand-in")
        return observation

    cell = Cell("Send SMS", "create", "none", "", run, (frozenset({"sent"}),))
    findings = run_cells([cell], workers=1)[cell.name]
    assert findings.failed == 1
    assert "a defect of the stand-in" in findings.problems[0]
