"""An identity provider for the tests, as a process of its own: `python provider.py PORT`.

Authorization code with PKCE (S256, required), ID tokens and userinfo signed with RS256. It approves
every request in the name of whoever `/control` says last, and misbehaves as it says: each fault is
one way in which a provider, or someone who plays one, may be wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "vigie", "un secret de test, assez long pour HS256"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class State:
    """What the provider remembers. `said`: claims of the person, the fault, whether userinfo is
    signed."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {"claims": {}, "fault": "", "signed": False}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, str] = {}
        self.refused: list[str] = []


STATE = State()


class Provider(BaseHTTPRequestHandler):
    """One request."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/.well-known/openid-configuration":
            self.answer({
                "issuer": self.issuer + ("/other" if STATE.said["fault"] == "issuer told" else ""),
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
            })  # fmt: skip
        elif path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.answer({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
        elif path == "/authorize":
            self.authorize(dict(parse_qsl(urlsplit(self.path).query)))
        elif path == "/userinfo":
            self.userinfo()
        elif path == "/control":
            self.answer({"refused": STATE.refused})
        else:
            self.answer({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/control":
            STATE.said = json.loads(body)
            STATE.refused.clear()
            self.answer({})
        elif self.path == "/token" and STATE.said["fault"] == "token moved":
            self.send_response(307)
            self.send_header("Location", f"{self.issuer}/elsewhere")
            self.end_headers()
        elif self.path in ("/token", "/elsewhere"):
            self.token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self.answer({"error": "not_found"}, 404)

    def authorize(self, asked: dict[str, str]) -> None:
        complete = (
            asked.get("response_type") == "code"
            and asked.get("client_id") == CLIENT
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and len(asked.get("code_challenge", "")) == 43
            and len(asked.get("state", "")) >= 32
            and len(asked.get("nonce", "")) >= 32
        )
        if not complete:
            self.answer({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(24)
        STATE.codes[code] = asked
        query = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{query}")
        self.end_headers()

    def token(self, given: dict[str, str]) -> None:
        asked = STATE.codes.pop(given.get("code", ""), None)
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"]:
            STATE.refused.append("code" if asked is None else "verifier")
            self.answer({"error": "invalid_grant"}, 400)
            return
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET):
            self.answer({"error": "invalid_client"}, 401)
            return
        token = secrets.token_urlsafe(24)
        STATE.tokens[token] = STATE.said["claims"]["sub"]
        self.answer(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": self.id_token(asked["nonce"]),
            }
        )

    def id_token(self, nonce: str) -> str:
        now, fault = int(time.time()), STATE.said["fault"]
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": STATE.said["claims"]["sub"],
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
        }
        claims |= {
            "nonce": {"nonce": "x" * 32},
            "expired": {"iat": now - 900, "exp": now - 600},
            "issuer": {"iss": "https://ailleurs.example"},
            "audience": {"aud": "another"},
            "party": {"aud": [CLIENT, "another"], "azp": "another"},
        }.get(fault, {})
        for missing in {"no expiry": ["exp"], "no nonce": ["nonce"]}.get(fault, []):
            del claims[missing]
        if fault == "unsigned":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})
        if fault == "client secret":
            return jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": "one"})
        key = OTHER_KEY if fault == "signature" else KEY
        kid = "two" if fault == "unknown key" else "one"
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})

    def userinfo(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in STATE.tokens:
            self.answer({"error": "invalid_token"}, 401)
            return
        fault = STATE.said["fault"]
        claims = {**STATE.said["claims"]}
        if fault == "userinfo subject":
            claims["sub"] = "someone-else"
        if fault == "userinfo html":
            self.send(b"<html>maintenance</html>", "text/html", 200)
        elif not STATE.said["signed"]:
            self.answer(claims)
        else:
            claims |= {
                "iss": "https://ailleurs.example" if fault == "userinfo issuer" else self.issuer,
                "aud": "another" if fault == "userinfo audience" else CLIENT,
            }
            key = OTHER_KEY if fault == "userinfo signature" else KEY
            text = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "one"})
            self.send(text.encode(), "application/jwt; charset=utf-8", 200)

    def answer(self, what: dict[str, Any], status: int = 200) -> None:
        self.send(json.dumps(what).encode(), "application/json", status)

    def send(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
