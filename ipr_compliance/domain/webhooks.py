"""Webhooks: which addresses may be called, what a call says, how it is signed, and when a hook is switched off.

Calls follow the Standard Webhooks convention (https://www.standardwebhooks.com), so that receivers check them with the
libraries that there are for it.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from hmac import digest
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from ipr_compliance.domain.refusal import Invalid

CHANGED, TEST = "recommendation.changed", "test"
"""The types of a call: records have changed, and somebody wants to see whether calls arrive."""

MOST_ENTRIES = 100
"""So many entries of the history one call tells of at most."""

MOST_FAILURES = 5
"""After so many failed deliveries in a row a hook is switched off; each of them has been tried again to the end."""

LONGEST_ADDRESS = 254
MARK = "whsec_"
"""What every secret begins with, as the convention asks."""

GONE, FAILING = "Its receiver says that it is gone for good (410).", f"{MOST_FAILURES} deliveries in a row failed."
"""Why a hook was switched off without anybody's doing."""

OFF = "Before it was sent, its webhook had been switched off or removed."
NOTHING_LEFT = "Before it was sent, the webhook's owner could no longer read anything that it told of."

_PORTS = {"https": 443, "http": 80}
# Addresses that carry another one in them, so that a way to the inside could hide there.
_CARRYING = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


@dataclass(frozen=True)
class Entry:
    """A change that a call tells of: no words of the record, only where to read it."""

    seq: int
    recommendation_id: int
    kind: str
    on: date


def checked_address(text: str, *, private: bool) -> str:
    """The address if it may be called: https:// and no address of a private network, unless `private` allows those.

    Which machine a name stands for is looked up, and checked again, at each call. Refuses with Invalid.
    """
    parts = _split(text)
    if parts is None:
        raise Invalid("This is not a web address such as https://receiver.example/hook.", field="address")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise Invalid("A webhook's address begins with https://.", field="address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("A webhook's address has no user, no password and no “#”.", field="address")
    if len(text) > LONGEST_ADDRESS:
        raise Invalid(f"A webhook's address has {LONGEST_ADDRESS} characters at most.", field="address")
    if not private and _is_inside(parts.hostname or ""):
        raise Invalid("This address is in a private network; see IPR_WEBHOOKS_PRIVATE.", field="address")
    return text


def _split(text: str) -> SplitResult | None:
    # Looked at first: urlsplit would silently leave line breaks out.
    if not re.fullmatch(r"[!-~]+", text):
        return None
    try:
        parts = urlsplit(text)
        complete = parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if complete else None


def _is_inside(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False  # a name


def place(address: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and what is asked for there, of a checked address."""
    parts = urlsplit(address)
    wanted = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme], wanted


def is_public(address: str) -> bool:
    """Whether an IP address belongs to one machine of the public internet. Raises ValueError where it is none.

    By the IANA registries of special-purpose addresses, and for IPv4 addresses within IPv6 ones too.
    """
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            found = found.ipv4_mapped
        elif found.is_site_local or any(found in network for network in _CARRYING):
            return False
    inside = found.is_multicast or found.is_reserved or found.is_loopback or found.is_link_local or found.is_private
    return found.is_global and not inside and not found.is_unspecified


def call_id(rfc_message_id: str) -> str:
    """A delivery's id for its receiver, the same for each attempt."""
    return "msg_" + rfc_message_id.strip("<>").partition("@")[0]


def new_secret(drawn: bytes) -> str:
    """The secret as its receiver gets it."""
    return MARK + b64encode(drawn).decode()


def signature(secret: str, called: str, timestamp: int, body: bytes) -> str:
    """What goes into `webhook-signature`; `timestamp` is in seconds since 1970, as in `webhook-timestamp`."""
    signed = b".".join((called.encode(), str(timestamp).encode(), body))
    return "v1," + b64encode(digest(b64decode(secret.removeprefix(MARK)), signed, sha256)).decode()


def changed(entries: Iterable[Entry], *, at: datetime, base_url: str) -> str:
    """The body of a call that tells of these entries; `at` is the instant of planning, in UTC."""
    told = [
        {
            "seq": entry.seq, "recommendation_id": entry.recommendation_id, "kind": entry.kind,
            "on": entry.on.isoformat(), "address": f"{base_url}/recommendations/{entry.recommendation_id}",
        }
        for entry in entries
    ]  # fmt: skip
    return _body(CHANGED, at, {"entries": told})


def trial(*, at: datetime) -> str:
    """The body of a call that tells of nothing."""
    return _body(TEST, at, {"entries": []})


def _body(kind: str, at: datetime, data: Mapping[str, object]) -> str:
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, separators=(",", ":"))


def told_in(body: str) -> set[int]:
    """The ids of the recommendations that a body tells of."""
    return {entry["recommendation_id"] for entry in json.loads(body)["data"]["entries"]}


def without_others(body: str, readable: Collection[int]) -> str | None:
    """The body without what is not among the recommendations that may be read; None where nothing is left to tell."""
    content = json.loads(body)
    if content["type"] == TEST:
        return body
    entries = content["data"]["entries"]
    kept = [entry for entry in entries if entry["recommendation_id"] in readable]
    if len(kept) == len(entries):
        return body
    content["data"]["entries"] = kept
    return json.dumps(content, separators=(",", ":")) if kept else None
