"""Calls go to the machine that was checked, under the name that was given; to none inside unless that is allowed."""

import socket
import ssl
from datetime import UTC, date, datetime

import pytest
import trustme

from ipr_compliance.adapters.letters import Letter
from ipr_compliance.adapters.mail import Envelope
from ipr_compliance.adapters.webhooks import Receiver
from ipr_compliance.domain.attempts import Result
from ipr_compliance.domain.webhooks import new_secret
from tests.setup.receiver import receiver

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SECRET = new_secret(bytes(32))
NAME = "receiver.example"


def send(address, *, private=False):
    envelope = Envelope("oig@dhs.example", address, "<1@dhs.example>", NOW, date(2026, 11, 24), Letter("", "{}", ""))
    return Receiver(SECRET, private=private, now=lambda: NOW, patience=5).send(envelope)


@pytest.fixture
def resolved(monkeypatch):
    """Lets the name stand for machines, as whoever owns it can; answers each question for it that is asked."""
    real, asked = socket.getaddrinfo, []

    def let(*addresses):
        def getaddrinfo(host, port, *more, **options):
            asked.append(host)
            found = [real(address, port, *more, **options) for address in addresses]
            return [one for each in found for one in each] if host == NAME else real(host, port, *more, **options)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return let


@pytest.fixture
def secure(monkeypatch, tmp_path):
    """A receiver with a certificate for the name."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(NAME).configure_cert(context)
    with receiver(context) as found:
        yield found


@pytest.mark.parametrize(
    "inside",
    [["127.0.0.1"], ["::1"], ["10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["8.8.8.8", "127.0.0.1"]],
)
def test_a_name_that_stands_for_a_machine_inside_is_not_called(secure, resolved, inside):
    asked = resolved(*inside)
    outcome = send(f"https://{NAME}:{secure.port}/")
    assert outcome.result is Result.NEVER
    assert "private network" in outcome.reason
    assert (asked, secure.calls) == ([NAME], [])


@pytest.mark.parametrize("address", ["https://127.1/", "https://2130706433/", "https://0x7f000001/"])
def test_other_ways_to_write_an_address_inside_are_seen_through(address):
    outcome = send(address)
    assert outcome.result is Result.NEVER
    assert "private network" in outcome.reason


def test_the_name_is_asked_for_once_and_is_what_the_certificate_and_the_receiver_see(secure, resolved):
    asked = resolved("127.0.0.1")
    assert send(f"https://{NAME}:{secure.port}/x?y=1", private=True).result is Result.SENT
    [(path, headers, body)] = secure.calls
    assert (path, headers["host"], body) == ("/x?y=1", f"{NAME}:{secure.port}", b"{}")
    assert asked == [NAME]


def test_the_next_machine_of_the_name_is_tried(secure, resolved):
    resolved("::1", "127.0.0.1")
    assert send(f"https://{NAME}:{secure.port}/", private=True).result is Result.SENT


def test_a_certificate_for_another_name_is_not_trusted(secure):
    outcome = send(f"https://127.0.0.1:{secure.port}/", private=True)
    assert outcome.result is Result.LATER
    assert "certificate" in outcome.reason.lower()
    assert secure.calls == []


@pytest.mark.parametrize("address", ["https://nowhere.invalid/", "https://127.0.0.1:1/"])
def test_what_cannot_be_reached_is_tried_again(address):
    assert send(address, private=True).result is Result.LATER
