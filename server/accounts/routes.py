"""POST, GET and DELETE /api/session: sign in to the studio with a key, ask who is signed in, sign out."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify, session
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from server.accounts.guard import signed_in
from server.accounts.store import KeyStore
from server.contract import Account
from server.openapi import shape


class SignIn(BaseModel):
    """A key."""

    key: str = Field(max_length=200)


def create_accounts(keys: KeyStore, limiter: Limiter) -> APIBlueprint:
    """The studio's door."""
    routes = APIBlueprint("accounts", __name__, url_prefix="/api", abp_tags=[Tag(name="accounts")])

    @routes.post("/session", responses={200: shape(Account)})
    @limiter.limit("10/minute")
    def sign_in(body: SignIn) -> Response:
        """Sign in; the answer sets a cookie for twelve hours."""
        key_id = keys.check(body.key.strip())
        session.clear()
        session["key_id"] = key_id
        session.permanent = True
        return jsonify(asdict(keys.account(key_id)))

    @routes.get("/session", responses={200: shape(Account)})
    def who() -> Response:
        """Who is signed in."""
        return jsonify(asdict(keys.account(signed_in(keys))))

    @routes.delete("/session")
    def sign_out() -> tuple[str, int]:
        """Sign out."""
        session.clear()
        return "", 204

    return routes


__all__ = ["create_accounts"]
