"""The table of keys."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from server.accounts.rules import hash_key, key_fits, key_id_of, new_key
from server.contract import Account
from server.db import Clock, KeyRow, Sessions
from server.errors import SignInError

WRONG_KEY = "The key is not right; copy it whole from where it was first shown (it starts with ak_)."


@dataclass(frozen=True, slots=True)
class KeyStore:
    """A brand's keys; only their hashes are kept."""

    sessions: Sessions
    clock: Clock

    def create(self, name: str) -> str:
        """A new key for `name`; this is the only time it can be read."""
        key_id, key = new_key()
        with self.sessions.begin() as session:
            session.add(KeyRow(id=key_id, name=name, hash=hash_key(key), created_s=self.clock(), withdrawn=False))
        return key

    def check(self, key: str) -> str:
        """The id of a valid key.

        Raises:
            SignInError: it is not, or it was withdrawn.
        """
        key_id = key_id_of(key)
        with self.sessions() as session:
            row = session.get(KeyRow, key_id) if key_id else None
        if row is None or row.withdrawn or not key_fits(key, row.hash):
            raise SignInError(WRONG_KEY)
        return row.id

    def account(self, key_id: str) -> Account:
        """Who holds the key.

        Raises:
            SignInError: it was withdrawn.
        """
        with self.sessions() as session:
            row = session.get(KeyRow, key_id)
        if row is None or row.withdrawn:
            raise SignInError("This key was withdrawn; sign in with another.")
        return Account(name=row.name)

    def withdraw(self, key_id: str) -> None:
        """Make a key worthless, at once and for good."""
        with self.sessions.begin() as session:
            row = session.get(KeyRow, key_id)
            if row is not None:
                row.withdrawn = True

    def count(self) -> int:
        """How many keys there are."""
        with self.sessions() as session:
            return session.scalar(select(func.count()).select_from(KeyRow)) or 0


def first_key(keys: KeyStore, path: Path) -> str | None:
    """On the first run, make the studio's key, keep it at `path` (0600) and return it; None ever after."""
    if keys.count():
        return None
    key = keys.create("studio")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


__all__ = ["WRONG_KEY", "KeyStore", "first_key"]
