"""The transport against real sockets: what a hostile or broken network does to it."""

from __future__ import annotations

import io
import signal
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import certifi
import pytest
import requests
import trustme

from devkit.fault_matrix.faulty_ports import FaultyPort
from devkit.standin import Fault, StandIn
from TwilioExceptions import TwilioUnavailableError
from TwilioTransport import TwilioTransport, time_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIST = "/2010-04-01/Accounts/{}/Messages.json"


def get(server: StandIn, *, verify: bool = True, seconds: float = 5.0, root: str = ""):
    account = server.state.account
    return TwilioTransport(verify=verify).request(
        "GET",
        (root or server.url) + LIST.format(account.sid),
        auth=(account.sid, account.auth_token),
        timeout=seconds,
    )


def failure(call: Callable[[], object]) -> TwilioUnavailableError:
    with pytest.raises(TwilioUnavailableError) as raised:
        call()
    return raised.value


@pytest.fixture
def secure() -> Iterator[StandIn]:
    with StandIn(tls=True) as server:
        yield server


@contextmanager
def listener(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve raw sockets on the loopback address, each connection by `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def serve() -> None:
            server.settimeout(0.1)
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def test_certificate_is_checked(secure) -> None:
    error = failure(lambda: get(secure))
    assert "certificate of 127.0.0.1" in str(error)
    assert "Verify SSL" in str(error)
    assert not error.may_have_been_processed
    assert not error.retryable


def test_certificate_check_can_be_turned_off_without_a_warning(secure) -> None:
    assert get(secure, verify=False).status_code == 200


def test_certificate_of_a_known_authority_is_taken(secure, mocker) -> None:
    mocker.patch("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(secure.ca_pem_path))
    mocker.patch.object(certifi, "where", return_value=str(secure.ca_pem_path))
    assert get(secure).status_code == 200


def test_certificate_of_an_authority_in_the_machines_store_is_taken(secure, mocker) -> None:
    paths = mocker.Mock(
        cafile=None,
        capath=None,
        openssl_cafile=str(secure.ca_pem_path),
        openssl_capath="/does/not/exist",
    )
    mocker.patch("ssl.get_default_verify_paths", return_value=paths)
    assert get(secure).status_code == 200


@pytest.mark.parametrize(
    ("wire", "said"),
    [
        ("expired", "has expired"),
        ("wrong host", "was made for another host"),
        ("self-signed", "is self-signed"),
        ("unknown issuer", "was issued by an authority this machine does not know"),
    ],
)
def test_certificate_is_refused_for_its_own_fault(twilio, mocker, tmp_path, wire, said) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    mocker.patch("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "ca.pem"))
    with FaultyPort(wire, authority=authority) as faulty:
        assert said in str(failure(lambda: get(twilio, root=faulty.url)))


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("proxy.corp:notaport", "no proxy's address"),
        ("http://[bad", "no proxy's address"),
        ("ftp://127.0.0.1:9", "no proxy's address"),
        ("socks5://127.0.0.1:9", "a SOCKS proxy"),
    ],
)
def test_proxy_variable_of_no_use_is_named(secure, monkeypatch, proxy, said) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    error = failure(lambda: get(secure))
    assert "proxy variable" in str(error)
    assert said in str(error)
    assert not error.may_have_been_processed


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authorities_of_the_machines_variable_decide_alone(
    secure, monkeypatch, tmp_path, name
) -> None:
    monkeypatch.setenv(name, str(secure.ca_pem_path))
    assert get(secure).status_code == 200
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    monkeypatch.setenv(name, str(tmp_path / "other.pem"))
    error = failure(lambda: get(secure))
    assert f"the file that {name} names" in str(error)
    assert not error.may_have_been_processed


def test_authorities_of_openssls_variable_are_known_as_well(secure, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.ca_pem_path))
    assert get(secure).status_code == 200


@pytest.mark.parametrize("text", [None, "", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_variable_that_names_no_authorities_is_told(secure, monkeypatch, tmp_path, text) -> None:
    bundle = tmp_path / "bundle.pem"
    if text is not None:
        bundle.write_text(text)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    error = failure(lambda: get(secure))
    assert "REQUESTS_CA_BUNDLE of this machine names no usable file" in str(error)
    assert (error.may_have_been_processed, error.retryable) == (False, False)


def test_variable_never_turns_the_certificate_check_on_again(secure, monkeypatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/does/not/exist")
    assert get(secure, verify=False).status_code == 200


def test_netrc_is_never_read(twilio, monkeypatch, tmp_path) -> None:
    account = twilio.state.account
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login {account.sid} password {account.auth_token}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    answer = TwilioTransport(verify=True).request(
        "GET", twilio.url + LIST.format(account.sid), timeout=5
    )
    assert answer.status_code == 401


def test_refused_connection_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    error = failure(
        lambda: TwilioTransport(verify=True).request("POST", f"http://127.0.0.1:{port}")
    )
    assert "refused the connection" in str(error)
    assert not error.may_have_been_processed
    assert error.retryable


def test_unknown_host_sent_nothing() -> None:
    error = failure(lambda: TwilioTransport(verify=True).request("POST", "http://nowhere.invalid"))
    assert "nowhere.invalid cannot be found" in str(error)
    assert not error.may_have_been_processed


def test_name_server_that_never_answers_is_waited_for_until_the_time_is_up(mocker) -> None:
    def silent(*_: object) -> None:
        # The C library's look-up takes no notice of a signal.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        time.sleep(2)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    mocker.patch("socket.getaddrinfo", silent)
    began = time.monotonic()
    error = failure(
        lambda: TwilioTransport(verify=True).request("POST", "http://nowhere.invalid", timeout=0.3)
    )
    assert time.monotonic() - began < 1
    assert "could not be reached in time" in str(error)
    assert not error.may_have_been_processed
    assert error.retryable


def test_host_name_that_is_none_is_not_tried_again() -> None:
    error = failure(lambda: TwilioTransport(verify=True).request("GET", f"http://{'a' * 70}.com"))
    assert not error.retryable


def test_cut_after_the_request_may_have_been_processed(twilio) -> None:
    twilio.state.faults.add(Fault("cut"))
    assert failure(lambda: get(twilio)).may_have_been_processed


def test_cut_handshake_sent_nothing() -> None:
    with listener(lambda connection: connection.recv(100)) as address:
        error = failure(
            lambda: TwilioTransport(verify=True).request("POST", f"https://{address}", timeout=3)
        )
    assert not error.may_have_been_processed
    assert error.retryable


def test_handshake_that_never_ends_sent_nothing() -> None:
    with listener(lambda _: time.sleep(1.5)) as address:
        began = time.monotonic()
        error = failure(
            lambda: TwilioTransport(verify=True).request("POST", f"https://{address}", timeout=0.5)
        )
    assert not error.may_have_been_processed
    assert "in time" in str(error)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("delay", delay=3.0), id="late answer"),
        pytest.param(Fault("drip", delay=0.05), id="dripping answer"),
    ],
)
def test_no_answer_outlasts_its_time(twilio, fault) -> None:
    twilio.state.faults.add(fault)
    began = time.monotonic()
    error = failure(lambda: get(twilio, seconds=0.6))
    assert 0.5 < time.monotonic() - began < 1.5
    assert "too slowly" in str(error)
    assert error.may_have_been_processed


def test_timeout_of_zero_lets_no_request_begin_to_wait(twilio) -> None:
    twilio.state.faults.add(Fault("delay", delay=3.0))
    began = time.monotonic()
    failure(lambda: get(twilio, seconds=0.0))
    assert time.monotonic() - began < 1
    twilio.state.faults.clear()  # no request came that it could delay


def test_alarm_rings_again_where_code_swallows_the_first_one() -> None:
    def swallowing() -> None:
        with time_limit(0.05):
            with suppress(TimeoutError):
                time.sleep(5)
            time.sleep(5)

    with pytest.raises(TimeoutError, match="the request timed out"):
        swallowing()


def test_time_limit_of_zero_is_up_at_once() -> None:
    with pytest.raises(TimeoutError), time_limit(0.0):
        time.sleep(5)


def test_request_needs_no_alarm_where_the_system_has_none(twilio, monkeypatch) -> None:
    """Windows has no such timer; a socket's own timeout holds there."""
    with monkeypatch.context() as windows:
        windows.delattr("signal.SIGALRM")
        windows.delattr("signal.setitimer")
        assert get(twilio).status_code == 200


def test_request_needs_no_alarm_in_a_thread_of_its_own(twilio) -> None:
    answers = []
    thread = threading.Thread(target=lambda: answers.append(get(twilio).status_code))
    thread.start()
    thread.join(10)
    assert answers == [200]


def test_answer_of_another_session_is_read_though_no_socket_holds_it(monkeypatch) -> None:
    """Test frameworks replace the session of requests by one whose answers are made up."""
    answer = requests.Response()
    answer.status_code, answer._content, answer.raw = 200, b"{}", io.StringIO()
    monkeypatch.setattr(requests.Session, "request", lambda *_args, **_named: answer)
    assert TwilioTransport(verify=True).request("GET", "http://127.0.0.1/").text == "{}"


def test_time_limit_is_switched_off_after_a_request(twilio) -> None:
    get(twilio, seconds=0.3)
    time.sleep(0.5)


def test_truncated_answer_is_no_answer(twilio) -> None:
    twilio.state.faults.add(Fault("truncated"))
    assert failure(lambda: get(twilio)).may_have_been_processed


def test_redirect_is_not_followed(twilio) -> None:
    twilio.state.faults.add(Fault("redirect", headers={"Location": twilio.url}))
    assert get(twilio).status_code == 307
    assert len(twilio.state.requests) == 1


def answered(head: bytes, body: bytes = b"") -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(4000)
        connection.sendall(head + b"\r\n\r\n" + body)

    return answer


def ask(address: str):
    return TwilioTransport(verify=True).request("POST", f"http://{address}/", timeout=3)


@pytest.mark.parametrize("place", [b"http://[bad", b"http://x:99999999/", b"\xff\xfe", b"//", b""])
def test_redirect_to_an_odd_place_is_a_redirect(place: bytes) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + place
    with listener(answered(head)) as address:
        assert ask(address).status_code == 302


@pytest.mark.parametrize("status", [b"100", b"102 Processing", b"103 Early Hints", b"199"])
def test_interim_answer_is_followed_by_the_answer(status: bytes) -> None:
    head = b"HTTP/1.1 " + status + b"\r\nLink: <x>\r\n\r\nHTTP/1.1 201 Created"
    with listener(answered(head + b"\r\nContent-Length: 2", b"{}")) as address:
        answer = ask(address)
    assert (answer.status_code, answer.text) == (201, "{}")


@pytest.mark.parametrize("size", [b"-5", b"-1", b"zz", b""])
def test_answer_in_chunks_of_no_size_is_no_answer(size: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
    with listener(answered(head, size + b"\r\nabc\r\n0\r\n\r\n")) as address:
        assert failure(lambda: ask(address)).may_have_been_processed


def proxy(seen: list[bytes]) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        seen.append(connection.recv(4000).split(b"\r\n")[0])
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    return answer


def test_proxy_of_the_platform_is_used_for_https(secure, monkeypatch) -> None:
    seen: list[bytes] = []
    with listener(proxy(seen)) as address:
        monkeypatch.setenv("https_proxy", f"http://{address}")
        error = failure(lambda: get(secure))
    assert seen[0].startswith(b"CONNECT 127.0.0.1:")
    assert "proxy" in str(error)
    assert not error.may_have_been_processed


def test_proxy_on_this_machine_is_used_for_plain_http(twilio, monkeypatch) -> None:
    seen: list[bytes] = []
    with listener(proxy(seen)) as address:
        monkeypatch.setenv("http_proxy", f"http://{address}")
        assert get(twilio).status_code == 403
    assert seen[0].startswith(b"GET http://127.0.0.1:")


def test_plain_http_never_goes_through_a_proxy_elsewhere(twilio, monkeypatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:3128")
    assert get(twilio).status_code == 200


def test_no_proxy_is_honoured(secure, monkeypatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.invalid:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert get(secure, verify=False).status_code == 200


def test_urllib3_logs_nothing_of_a_request(twilio, caplog) -> None:
    caplog.set_level("DEBUG")
    account = twilio.state.account
    get(twilio)
    assert account.sid not in caplog.text


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"Not a header", id="no header"),
        pytest.param(b"Content-Length: 2\r\nTransfer-Encoding: chunked", id="two lengths"),
    ],
)
def test_urllib3_logs_nothing_of_an_answer_it_minds(caplog, header: bytes) -> None:
    caplog.set_level("DEBUG")
    with listener(answered(b"HTTP/1.1 200 OK\r\n" + header, b"2\r\n{}\r\n0\r\n\r\n")) as address:
        ask(address)
    assert caplog.text == ""


def test_cut_on_a_kept_alive_connection_may_have_been_processed() -> None:
    def answer_once(connection: socket.socket) -> None:
        connection.recv(4000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        connection.recv(4000)

    with listener(answer_once) as address:
        transport = TwilioTransport(verify=True)
        assert transport.request("GET", f"http://{address}/", timeout=3).text == "{}"
        error = failure(lambda: transport.request("POST", f"http://{address}/", timeout=3))
    assert error.may_have_been_processed
