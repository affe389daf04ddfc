"""What went wrong on the way to Twilio, in the analyst's words.

The errors' own texts hold the account's SID and phone numbers, so only their kind is told.
"""

from __future__ import annotations

import re

import requests
from urllib3.exceptions import LocationParseError, NameResolutionError

_UNUSABLE_BUNDLE = ("CA certificate bundle", "NO_CERTIFICATE", "PEM", "[X509")  # OpenSSL's words
_CERTIFICATE_FAULTS = {  # by OpenSSL's words
    "self.signed": "is self-signed, or signed by one that is",
    "expired": "has expired",
    "not yet valid": "is not valid yet by this machine's clock",
    "doesn't match|mismatch": "was made for another host",
    "too weak": "has a key or a signature that is too weak",
    "issuer": "was issued by an authority this machine does not know",
}
_NO_ROUTE = "No route to host|unreachable|is down"  # the operating system's words


def cause(
    error: Exception,
    host: str,
    *,
    request_sent: bool,
    proxied: bool = False,
    ca_variable: str = "",
) -> tuple[str, bool]:
    """Say what a network error means.

    Args:
        error: what the HTTP library raised.
        host: the API's.
        request_sent: whether the request had left.
        proxied: whether the machine's variables name a proxy.
        ca_variable: the machine's variable that names the certificate authorities, or nothing.

    Returns:
        The sentence, and whether another try may help.
    """
    text = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return f"The certificate of {host} {_certificate_fault(text, ca_variable)}", False
    if ca_variable and any(word in text for word in _UNUSABLE_BUNDLE):
        return (
            f"{ca_variable} of this machine names no usable file of authorities. Correct it.",
            False,
        )
    if isinstance(error, requests.exceptions.InvalidSchema):
        return (
            "This machine's proxy variable names a SOCKS proxy. Set an http proxy instead.",
            False,
        )
    if isinstance(error, (requests.exceptions.InvalidURL, LocationParseError, UnicodeError)):
        if proxied:
            return "This machine's proxy variable holds no proxy's address. Correct it.", False
        return f"{host} is no host name. Check API Root.", False
    return _passing_cause(error, text, host, request_sent=request_sent), True


def _passing_cause(error: Exception, text: str, host: str, *, request_sent: bool) -> str:
    is_proxys = isinstance(error, requests.exceptions.ProxyError) or "ProxyError" in text
    who, check = host, "Check the network, API Root and the proxy."
    if is_proxys:
        who, check = "The proxy between this machine and Twilio", "Check it."
    if NameResolutionError.__name__ in text:
        if is_proxys:
            return "The proxy's host name cannot be found. Check this machine's proxy variable."
        return f"The host name {host} cannot be found. Check API Root and this machine's DNS."
    if isinstance(error, requests.exceptions.Timeout | TimeoutError) or "timed out" in text:
        what = "answered too slowly" if request_sent else "could not be reached in time"
        return f"{who} {what}. Check the network, or try again later."
    if re.search(_NO_ROUTE, text):
        return (
            f"No network leads from this machine to {'the proxy' if is_proxys else host}. {check}"
        )
    if isinstance(error, requests.exceptions.SSLError) and not request_sent:
        return f"No secure connection to {host} came about. Check API Root and any proxy."
    what = "cut the connection before answering" if request_sent else "refused the connection"
    return f"{who} {what}. {check}"


def _certificate_fault(text: str, ca_variable: str) -> str:
    cure = "Check API Root and any proxy that inspects traffic; Verify SSL turns the check off."
    if ca_variable:
        cure = f"Check API Root and the authorities in the file that {ca_variable} names."
    faults = _CERTIFICATE_FAULTS.items()
    fault = next((what for words, what in faults if re.search(words, text)), "is not valid")
    return f"{fault}. {cure}"
