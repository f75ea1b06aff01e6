"""Who asks, and whether the request really comes from our own pages."""

from __future__ import annotations

from flask import Flask, request, session

from server.accounts.store import KeyStore
from server.errors import ForbiddenError, SignInError
from server.origin import own_origin

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SESSION_S = 12 * 3600


def signed_in(keys: KeyStore) -> str:
    """The id of the key this request comes with: a session cookie, or `Authorization: Bearer <key>`.

    Raises:
        SignInError: neither is there, or the key was withdrawn.
    """
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return keys.check(header.removeprefix("Bearer ").strip())
    key_id = session.get("key_id")
    if not isinstance(key_id, str):
        raise SignInError("The studio needs a key; sign in first.")
    keys.account(key_id)
    return key_id


def register_guard(app: Flask, *, https: bool) -> None:
    """Cookies that scripts and other sites cannot use, and refusal of what another site's page sends."""
    app.config.update(
        SESSION_COOKIE_NAME="arkit",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=https,
        PERMANENT_SESSION_LIFETIME=SESSION_S,
        SESSION_REFRESH_EACH_REQUEST=False,
    )

    @app.before_request
    def own_pages_only() -> None:
        if request.method not in SAFE_METHODS and not same_origin():
            raise ForbiddenError("This request came from another site's page; open the shop itself and try again.")


def same_origin() -> bool:
    """Whether the browser says that our own page sent this; a program that is no browser says nothing, and may."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return own_origin(request.headers.get("Origin"), request.host)


__all__ = ["SAFE_METHODS", "SESSION_S", "register_guard", "same_origin", "signed_in"]
