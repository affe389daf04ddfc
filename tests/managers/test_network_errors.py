from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from urllib3.exceptions import LocationParseError

from TwilioNetworkErrors import cause

UNTRUSTED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
VARIABLE = {"ca_variable": "REQUESTS_CA_BUNDLE"}
CHECK = "Verify SSL turns the check off."


@pytest.mark.parametrize(
    ("error", "known", "said", "retryable"),
    [
        (UNTRUSTED + "self-signed certificate", {}, f"is self-signed, or .* {CHECK}", False),
        (UNTRUSTED + "self signed certificate", {}, "is self-signed, or", False),
        (UNTRUSTED + "certificate has expired", {}, "has expired", False),
        (UNTRUSTED + "Hostname mismatch", {}, "was made for another host", False),
        (UNTRUSTED + "hostname doesn't match", {}, "was made for another host", False),
        (UNTRUSTED + "certificate is not yet valid", {}, "is not valid yet by this", False),
        (UNTRUSTED + "EE certificate key too weak", {}, "key or a signature that is too", False),
        (UNTRUSTED + "CA signature digest algorithm too weak", {}, "that is too weak", False),
        (UNTRUSTED + "unable to get local issuer", {}, "by an authority this machine does", False),
        (UNTRUSTED + "certificate revoked", {}, f"api.example.com is not valid. .* {CHECK}", False),
        (UNTRUSTED + "unable to get issuer", VARIABLE, "that REQUESTS_CA_BUNDLE names", False),
        ("invalid path: CA certificate bundle", VARIABLE, "names no usable file", False),
        ("[SSL] PEM lib", VARIABLE, "names no usable file", False),
        ("NO_CERTIFICATE_OR_CRL_FOUND", VARIABLE, "names no usable file", False),
        ("[X509] lib", VARIABLE, "names no usable file", False),
        ("[X509] PEM lib", {}, "refused the connection", True),
        (requests.exceptions.InvalidSchema("SOCKS"), {}, "names a SOCKS proxy", False),
        (requests.exceptions.InvalidURL("?"), {}, "api.example.com is no host name", False),
        (LocationParseError("?"), {"proxied": True}, "holds no proxy's address", False),
        (UnicodeError("?"), {}, "is no host name", False),
        (requests.exceptions.ProxyError("?"), {}, "The proxy .* refused the connection", True),
        ("ProxyError('?')", {}, "The proxy .* refused the connection", True),
        ("NameResolutionError('?')", {}, "host name api.example.com cannot be found", True),
        ("ProxyError(NameResolutionError())", {}, "The proxy's host name cannot be found", True),
        ("ProxyError('timed out')", {}, "^The proxy .* could not be reached in time", True),
        ("[Errno 101] Network is unreachable", {}, "No network leads .* to api.example.com", True),
        ("ProxyError('No route to host')", {}, "No network leads .* to the proxy", True),
        (requests.exceptions.Timeout("?"), {}, "could not be reached in time", True),
        (TimeoutError("?"), {"request_sent": True}, "answered too slowly", True),
        ("timed out", {"request_sent": True}, "answered too slowly", True),
        (requests.exceptions.SSLError("?"), {}, "No secure connection to api.example.com", True),
        (requests.exceptions.SSLError("?"), {"request_sent": True}, "cut the connection", True),
        ("?", VARIABLE, "refused the connection", True),
        ("?", {"request_sent": True}, "cut the connection before answering", True),
    ],
)  # fmt: skip
def test_network_error_is_told_by_its_kind(
    error: str | Exception, known: dict[str, Any], said: str, retryable: bool
) -> None:
    raised = requests.exceptions.ConnectionError(error) if isinstance(error, str) else error
    sentence, again = cause(raised, "api.example.com", **{"request_sent": False} | known)
    assert again is retryable
    assert re.search(said, sentence), sentence
