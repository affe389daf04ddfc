from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devkit.checks.breaks import Break, added, assert_seen, cases, deleted, put, replaced
from tests.devkit.checks.copy import DEFINITION, NOTES

if TYPE_CHECKING:
    from tests.devkit.checks.copy import Copy

BREAKS = {
    "definition": put(DEFINITION, "Version", 20.0, "Version", "pyproject.toml says 19.0"),
    "project": replaced(
        "pyproject.toml", 'version = "19.0"', 'version = "20.0"', "IntroducedInIntegrationVersion"
    )._replace(file=NOTES, is_alone=False),
    "notes": Break(lambda copy: copy.write(NOTES, "[]"), NOTES, "IntroducedInIntegrationVersion"),
    "changes": replaced("CHANGELOG.md", "## [19.0]", "## [17.0]", text="## [19.0]"),
    "no-changes": deleted("CHANGELOG.md", "CHANGELOG.md", "missing"),
    "no-project": deleted("pyproject.toml", "pyproject.toml", "missing"),
    "damaged-project": added("pyproject.toml", "project", "cannot be read", "["),
    "lock-missing": deleted("locks/package.txt", "locks/package.txt", "missing"),
    "lock-range": replaced("locks/package.txt", "idna==", "idna>=", text="name, ==, a version"),
    "lock-address": added(
        "locks/package.txt", text="and hashes", content="twilio @ https://example.com/x.whl"
    ),
    "lock-hash": added("locks/package.txt", text="and hashes", content="requests==2.34.2\n"),
    "lock-lacks": added(
        "locks/package.txt",
        text="No line pins phonenumberslite, twilio, urllib3",
        content=f"requests==2.34.2 \\\n    --hash=sha256:{'0' * 64}\n",
    ),
}


@cases(BREAKS)
def test_versions_and_locks_are_checked(copy: Copy, broken: Break):
    assert_seen(copy, broken)
