"""A small OpenID Connect provider in a process of its own, with its own keys, for tests of the sign-on.

    python -m tests.setup.provider [EPOCH]

Its clock stands at that second, or goes as the machine's does. It prints its address, and identifies whoever types an
address on its page. A POST of JSON to /told sets what its next tokens say, so that a test can let it misbehave:
`claims` replace those of the token, `key: "another"` signs with a key that it does not publish, `userinfo` moves the
e-mail address there.
"""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ROOT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET = "tracker", "the tracker's own secret/1"


class Agency:
    """What the provider knows."""

    def __init__(self, now: int | None) -> None:
        self.standing = now
        self.address = ""
        self.key, self.another = (ECKey.generate_key("P-256", {"kid": kid, "use": "sig"}) for kid in ("one", "one"))
        self.codes: dict[str, dict[str, str]] = {}
        self.told: dict[str, Any] = {}

    @property
    def now(self) -> int:
        """The second that it is."""
        return int(time.time()) if self.standing is None else self.standing

    def identified(self, asked: dict[str, str], email: str) -> str:
        """Where the browser goes once it is known whose it is."""
        code = token_urlsafe(16)
        self.codes[code] = {**asked, "email": email}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The answer of the token endpoint; None where client, code, return address or verifier are wrong."""
        pair = f"{quote(CLIENT_ID, safe='')}:{quote(CLIENT_SECRET, safe='')}"
        asked = self.codes.pop(form.get("code", ""), None)
        if authorization != f"Basic {base64.b64encode(pair.encode()).decode()}" or asked is None:
            return None
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if (challenge, form["redirect_uri"]) != (asked["code_challenge"], asked["redirect_uri"]):
            return None
        email = {} if self.told.get("userinfo") else {"email": asked["email"], "email_verified": True}
        claims = {
            "iss": self.address, "sub": asked["email"], "aud": CLIENT_ID, "nonce": asked["nonce"], "iat": self.now,
            "exp": self.now + 300, "name": "Somebody of the agency", **email, **self.told.get("claims", {}),
        }  # fmt: skip
        key = self.another if self.told.get("key") == "another" else self.key
        return {
            "access_token": asked["email"],
            "token_type": "Bearer",
            "id_token": jwt.encode({"alg": "ES256", "kid": "one"}, claims, key),
        }

    def description(self) -> dict[str, Any]:
        """What /.well-known/openid-configuration says."""
        endpoints = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        named = {name: f"{self.address}/{path}" for name, path in endpoints.items()}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys", **named}


class Handler(BaseHTTPRequestHandler):
    """The provider's pages and endpoints."""

    agency: Agency

    def do_GET(self) -> None:
        """Description, keys, userinfo and the page on which people identify themselves."""
        path = urlsplit(self.path)
        if path.path == "/authorize":
            hidden = "".join(
                f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
                for name, value in parse_qsl(path.query)
            )
            self._send(
                "<!DOCTYPE html><title>The agency</title><h1>The agency's sign-on</h1><form method=post>"
                f'{hidden}<label>Who are you? <input name="email"></label><button>Continue</button></form>',
                "text/html",
            )
            return
        if path.path == "/userinfo" and "status" in self.agency.told.get("userinfo", {}):
            self._send("{}", "application/json", self.agency.told["userinfo"]["status"])
            return
        answers = {
            "/.well-known/openid-configuration": self.agency.description,
            "/keys": lambda: KeySet([self.agency.key]).as_dict(private=False),
            "/userinfo": self._userinfo,
        }
        self._send(json.dumps(answers[path.path]()) if path.path in answers else "", "application/json")

    def do_POST(self) -> None:
        """What people and the tracker send, and what a test says."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/told":
            self.agency.told = json.loads(body)
            self._send("{}", "application/json")
        elif self.path == "/token":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = self.agency.token(form, self.headers.get("Authorization", ""))
            self._send(json.dumps(answer or {"error": "invalid_grant"}), "application/json", 200 if answer else 400)
        else:
            form = dict(parse_qsl(body))
            self._send("", "text/html", 303, self.agency.identified(form, form.pop("email")))

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""

    def _userinfo(self) -> dict[str, Any]:
        email = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return {"sub": email, "email": email, "email_verified": True, **self.agency.told.get("userinfo", {})}

    def _send(self, text: str, kind: str, status: int = 200, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(text.encode())


@dataclass
class Running:
    """A provider at work, as a test sees it."""

    address: str

    def tell(self, **told: Any) -> None:
        """Let its next tokens be wrong in some way, or right again."""
        _send(f"{self.address}/told", json.dumps(told))

    def identify(self, location: str, email: str) -> str:
        """Do what a person does on the page at that address; answers the path and query that lead back."""
        asked = dict(parse_qsl(urlsplit(location).query))
        back = _send(f"{self.address}/authorize", urlencode({**asked, "email": email}))
        parts = urlsplit(back)
        return f"{parts.path}?{parts.query}"


def _send(address: str, body: str) -> str:
    """Where the answer leads, if it leads anywhere."""
    connection = HTTPConnection(urlsplit(address).netloc)
    connection.request("POST", urlsplit(address).path, body.encode())
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.getheader("Location", "")


@contextmanager
def provider(now: int | None = None) -> Iterator[Running]:
    """A provider in a process of its own, whose clock stands at that second if one is given."""
    command = [sys.executable, "-m", "tests.setup.provider", *([] if now is None else [str(now)])]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Running(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def main() -> None:
    """Serve until killed."""
    Handler.agency = Agency(int(sys.argv[1]) if sys.argv[1:] else None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.agency.address = f"http://127.0.0.1:{server.server_port}"
    print(Handler.agency.address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
