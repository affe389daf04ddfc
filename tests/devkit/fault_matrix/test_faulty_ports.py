from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
import trustme

from devkit.fault_matrix.faulty_ports import FaultyPort
from devkit.standin import StandIn

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 0.5
FAILURES = {
    "refused": "Connection refused",
    "stalled": "ConnectTimeout",
    "silent": "timed out",
    "cut": "EOF occurred",
    "plain": "WRONG_VERSION_NUMBER",
    "self-signed": "self-signed certificate",
    "unknown issuer": "unable to get local issuer",
    "wrong host": "certificate is not valid for",
    "expired": "certificate has expired",
}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.mark.parametrize(("connection", "text"), FAILURES.items(), ids=FAILURES)
def test_faulty_port_fails_connections_as_it_is_told(
    connection, text: str, authority, bundle: Path
) -> None:
    with (
        FaultyPort(connection, authority) as faulty,
        pytest.raises(requests.RequestException) as caught,
    ):
        requests.get(faulty.url, timeout=SECONDS, verify=str(bundle))
    assert text in f"{type(caught.value).__name__} {caught.value}"
    assert faulty.used


@pytest.mark.parametrize("connection", ["refused", "stalled", "cut"])
def test_faulty_port_passes_on_the_first_connections(connection, authority) -> None:
    with StandIn(tls=True) as twilio:
        port, ca = int(twilio.url.rsplit(":", 1)[1]), str(twilio.ca_pem_path)
        with FaultyPort(connection, authority, good=2, port=port) as faulty:
            for _ in range(2):
                assert requests.get(faulty.url, timeout=5, verify=ca).status_code == 404
            with pytest.raises(requests.ConnectionError):
                requests.get(faulty.url, timeout=SECONDS, verify=ca)
