"""The least that any action of this kind must do; the package's actions are measured against it.

It starts the SDK, reads the configuration and makes one HTTPS request with the client of Twilio's
library. It has the same start-up savings as the package: the light half of the library, and no
garbage collection. It runs as an action's script, in a process of its own: nothing imports it.
"""

from __future__ import annotations

import gc

gc.disable()

from SiemplifyAction import SiemplifyAction  # noqa: E402 - the collector is off before all loads
from twilio.rest import Client  # noqa: E402

SECONDS = 15
OK = 200


def main() -> None:
    """Make the request, and end."""
    siemplify = SiemplifyAction()
    settings = siemplify.get_configuration("Twilio")
    account = settings["AccountSid"]
    client = Client(account, settings["AuthenticationToken"], environment={"_": ""})
    address = f"{settings['API Root']}/2010-04-01/Accounts/{account}/Messages.json"
    answer = client.request("GET", address, params={"PageSize": 1}, timeout=SECONDS)
    is_ok = answer.status_code == OK
    gc.freeze()
    siemplify.end(f"HTTP {answer.status_code}", is_ok, 0 if is_ok else 2)


if __name__ == "__main__":
    main()
