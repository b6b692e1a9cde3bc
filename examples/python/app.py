"""An app that signs users in with Octroi and shows their balance. Standard library only."""

import base64
import hashlib
import hmac
import html
import json
import os
import secrets
import sys
import threading
import time
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

ISSUER = os.environ.get("OCTROI_ISSUER", "http://localhost:3000")
CLIENT_ID = os.environ.get("OCTROI_CLIENT_ID") or sys.exit("OCTROI_CLIENT_ID is not set")
CLIENT_SECRET = os.environ.get("OCTROI_CLIENT_SECRET") or sys.exit("OCTROI_CLIENT_SECRET is not set")
PORT = int(os.environ.get("PORT", "4000"))
REDIRECT_URI = os.environ.get("REDIRECT_URI", f"http://localhost:{PORT}/oauth/callback")

SESSION_COOKIE = "app_session"
SIGN_IN_COOKIE = "app_sign_in"
TIMEOUT = 10
# Refresh an access token this many seconds before it expires.
LEEWAY = 300


class SignedOut(Exception):
    """The user must sign in again. Any other failure is temporary and signs nobody out."""


def call(endpoint, form=None, token=None):
    """Calls an endpoint; with a form, by POST with the app's credentials. Returns (status, JSON)."""
    request = Request(ISSUER + endpoint)
    if form is not None:
        request.data = urlencode({**form, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}).encode()
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urlopen(request, timeout=TIMEOUT) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


class Session:
    """A signed-in browser. Its tokens never leave this server."""

    def __init__(self, grant):
        self.lock = threading.Lock()  # One refresh at a time, because a refresh token works once.
        self.ask_for_tokens(grant)

    def ask_for_tokens(self, grant):
        asked_at = time.monotonic()
        status, answer = call("/api/oauth2/token", form=grant)
        if answer.get("error") == "invalid_grant":
            raise SignedOut
        if status != 200:
            raise OSError(f"token endpoint: {status} {answer.get('error')}")
        self.access_token = answer["access_token"]
        self.refresh_token = answer["refresh_token"]  # Replaced by each refresh.
        self.expires_at = asked_at + answer["expires_in"]

    def fresh_token(self):
        """An access token that does not expire soon."""
        with self.lock:
            if time.monotonic() > self.expires_at - LEEWAY:
                self.ask_for_tokens({"grant_type": "refresh_token", "refresh_token": self.refresh_token})
            return self.access_token

    def get(self, endpoint):
        """Calls an endpoint for the user."""
        status, answer = call(endpoint, token=self.fresh_token())
        if status == 401:  # The user has revoked access.
            raise SignedOut
        if status != 200:
            raise OSError(f"{endpoint}: {status}")
        return answer

    def revoke(self):
        """Revokes the refresh token and its access tokens."""
        with self.lock:
            call("/api/oauth2/revoke", form={"token": self.refresh_token})


# By id, in memory. An app with several processes would store them in its database.
sessions = {}

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Octroi in Python</title>
{}
</html>"""

SIGNED_IN = """<p>Signed in as <b id="username">{}</b>, balance <b id="balance">{}</b>. <a href="/topup">Top up</a></p>
<form method="post" action="/logout"><button>Sign out</button></form>"""

SIGNED_OUT = '<p><a href="/auth/oauth/start">Sign in</a></p>'


class App(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({
            "/": self.home,
            "/auth/oauth/start": self.start,
            "/oauth/callback": self.callback,
            "/topup": self.topup,
        })

    def do_POST(self):
        self.answer({"/logout": self.logout})

    def answer(self, routes):
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query))
        self.cookies = {}
        self.changed_cookies = []
        try:
            self.cookies = {name: cookie.value for name, cookie in SimpleCookie(self.headers["Cookie"]).items()}
        except CookieError:
            pass
        try:
            routes.get(url.path, self.not_found)()
        except SignedOut:
            sessions.pop(self.cookies.get(SESSION_COOKIE), None)
            self.redirect("/")
        except (OSError, ValueError) as error:
            self.log_error("%s", error)
            self.send(503, "Octroi cannot be reached at the moment. You are still signed in: try again.", "text/plain")

    def home(self):
        session = self.session()
        error = self.query.get("error")
        notice = f'<p role="alert">Sign-in failed: {html.escape(error)}</p>' if error else ""
        content = SIGNED_OUT
        if session is not None:
            user = session.get("/api/oauth2/userinfo")
            # Absent if the user did not share it.
            shown = (user["username"], user.get("balance_formatted", "not shared"))
            content = SIGNED_IN.format(*map(html.escape, shown))
        self.send(200, PAGE.format(notice + content), "text/html")

    def start(self):
        """Sends the browser to sign in. A cookie stores what the callback is checked against."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        self.set_cookie(SIGN_IN_COOKIE, f"{state}.{verifier}", 600)
        self.redirect(f"{ISSUER}/api/oauth2/authorize?" + urlencode({
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "profile balance",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "auto_authorize": "true",  # One click.
        }))

    def callback(self):
        query = self.query
        state, _, verifier = self.cookies.get(SIGN_IN_COOKIE, "").partition(".")
        self.set_cookie(SIGN_IN_COOKIE, "", 0)
        if "state" not in query or not ("code" in query or "error" in query):
            return self.redirect("/?error=missing_parameters")
        if not state or not hmac.compare_digest(query["state"].encode(), state.encode()):
            return self.redirect("/?error=invalid_state")  # Not a response to a sign-in started in this browser.
        if query.get("iss") != ISSUER:
            return self.redirect("/?error=invalid_issuer")  # A response from another server (RFC 9207).
        if "error" in query:
            return self.redirect("/?" + urlencode({"error": query["error"]}))
        try:
            session = Session({
                "grant_type": "authorization_code",
                "code": query["code"],
                "redirect_uri": REDIRECT_URI,
                "code_verifier": verifier,
            })
        except (SignedOut, OSError, ValueError) as error:
            self.log_error("%r", error)
            return self.redirect("/?error=server_error")
        session_id = secrets.token_urlsafe(32)  # Always a new one: others may know an id from before the sign-in.
        sessions.pop(self.cookies.get(SESSION_COOKIE), None)
        sessions[session_id] = session
        self.set_cookie(SESSION_COOKIE, session_id, 30 * 24 * 60 * 60)
        self.redirect("/?login=success")

    def topup(self):
        session = self.session()
        self.redirect("/" if session is None else session.get("/api/oauth2/topup")["topup_url"])

    def logout(self):
        session = sessions.pop(self.cookies.get(SESSION_COOKIE), None)
        if session is not None:
            try:
                session.revoke()
            except (OSError, ValueError) as error:  # The user is signed out here even if the server is unavailable.
                self.log_error("%s", error)
        self.set_cookie(SESSION_COOKIE, "", 0)
        self.redirect("/")

    def not_found(self):
        self.send(404, "Not found", "text/plain")

    def session(self):
        """The session of this request, or None."""
        return sessions.get(self.cookies.get(SESSION_COOKIE))

    def set_cookie(self, name, value, max_age):
        secure = "; Secure" if REDIRECT_URI.startswith("https:") else ""
        # SameSite, so that no other site can post to /logout for the user.
        self.changed_cookies.append(f"{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")

    def redirect(self, location):
        self.send(303, "", "text/plain", {"Location": location})

    def send(self, status, text, content_type, headers=None):
        body = text.encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        for cookie in self.changed_cookies:
            self.send_header("Set-Cookie", cookie)
        if status == 503:
            self.send_header("Retry-After", "5")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", PORT), App)
    print(f"Listening on port {PORT}", flush=True)
    server.serve_forever()
