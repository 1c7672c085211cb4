import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime

import pytest

from ipr_compliance.domain import webhooks
from ipr_compliance.domain.refusal import Invalid
from ipr_compliance.domain.webhooks import Entry

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ENTRIES = [Entry(7, 1, "update", date(2026, 11, 24)), Entry(9, 2, "closed", date(2026, 11, 20))]


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_machines_of_the_public_internet_may_be_called(address):
    assert webhooks.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
     "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0",
     "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
)  # fmt: skip
def test_machines_inside_may_not(address):
    assert not webhooks.is_public(address)


@pytest.mark.parametrize(
    "address", ["https://receiver.example/hook?of=1", "https://receiver.example:8443/", "https://8.8.8.8/"]
)
def test_an_address_stays_as_it_is_written(address):
    assert webhooks.checked_address(address, private=False) == address


@pytest.mark.parametrize(
    "address",
    ["http://receiver.example/", "receiver.example", "ftp://receiver.example/", "https://", "https://x.example:0/",
     "https://x.example:99999/", "https://user:word@x.example/", "https://x.example/#part", "https://x.example/a b",
     "https://x.example/\r\nHost: y", "https://x.example/ä", "https://localhost/", "https://127.0.0.1/",
     "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://10.0.0.1:8443/", "https://x.example/" + "x" * 240],
)  # fmt: skip
def test_what_may_not_be_called_is_refused_when_it_is_added(address):
    with pytest.raises(Invalid) as refused:
        webhooks.checked_address(address, private=False)
    assert refused.value.field == "address"


def test_an_administrator_may_allow_what_is_inside_without_tls():
    assert webhooks.checked_address("http://127.0.0.1:99/x", private=True) == "http://127.0.0.1:99/x"
    assert webhooks.place("http://127.0.0.1:99/x?y=1") == ("http", "127.0.0.1", 99, "/x?y=1")
    assert webhooks.place("https://receiver.example") == ("https", "receiver.example", 443, "/")
    with pytest.raises(Invalid):
        webhooks.checked_address("ftp://127.0.0.1/", private=True)


def test_the_signature_is_what_the_convention_says():
    secret = webhooks.new_secret(bytes(range(32)))
    assert secret.startswith("whsec_")
    key = b64decode(secret[len("whsec_") :])
    expected = b64encode(hmac.new(key, b'msg_1.1614265330.{"a":1}', hashlib.sha256).digest()).decode()
    assert webhooks.signature(secret, "msg_1", 1614265330, b'{"a":1}') == f"v1,{expected}"


def test_the_signature_of_the_convention_s_own_example():
    """As its published libraries test theirs."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = webhooks.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_id_has_no_period_and_stays_the_same():
    assert webhooks.call_id("<0a1b2c@office.example>") == "msg_0a1b2c"


def test_a_body_tells_where_to_read_and_nothing_of_the_record():
    told = json.loads(webhooks.changed(ENTRIES, at=NOW, base_url="https://t.example"))
    assert (told["type"], told["timestamp"]) == ("recommendation.changed", "2026-11-24T14:00:00+00:00")
    assert told["data"]["entries"][0] == {
        "seq": 7, "recommendation_id": 1, "kind": "update", "on": "2026-11-24",
        "address": "https://t.example/recommendations/1",
    }  # fmt: skip


def test_what_may_not_be_read_any_more_is_left_out():
    body = webhooks.changed(ENTRIES, at=NOW, base_url="")
    assert webhooks.told_in(body) == {1, 2}
    assert webhooks.without_others(body, {1, 2, 3}) == body
    assert webhooks.told_in(webhooks.without_others(body, {2})) == {2}
    assert webhooks.without_others(body, set()) is None
    trial = webhooks.trial(at=NOW)
    assert webhooks.without_others(trial, set()) == trial
