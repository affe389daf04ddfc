"""The least that any action of this kind must do; the package's actions are measured against it.

It starts the SDK, reads the configuration and makes one HTTPS request with `requests`, with the
same start-up savings as the package: no garbage collection. It runs as an action's script, in a
process of its own: nothing imports it.
"""

from __future__ import annotations

import gc

gc.disable()

import requests  # noqa: E402 - the collector is off before the libraries load
from SiemplifyAction import SiemplifyAction  # noqa: E402

SECONDS = 15


def main() -> None:
    """Make the request, and end."""
    siemplify = SiemplifyAction()
    settings = siemplify.get_configuration("Twilio")
    account = settings["AccountSid"]
    answer = requests.get(
        f"{settings['API Root']}/2010-04-01/Accounts/{account}/Messages.json",
        params={"PageSize": 1},
        auth=(account, settings["AuthenticationToken"]),
        timeout=SECONDS,
    )
    gc.freeze()
    siemplify.end(f"HTTP {answer.status_code}", answer.ok, 0 if answer.ok else 2)


if __name__ == "__main__":
    main()
