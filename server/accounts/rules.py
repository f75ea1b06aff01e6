"""Keys: how they are made, split, hashed and checked. Format: `ak_<id>_<secret>`."""

from __future__ import annotations

import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_KEY = re.compile(r"ak_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)  # OWASP's least for argon2id, 2024


def new_key() -> tuple[str, str]:
    """A key's public id and the whole key (256 random bits)."""
    key_id = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return key_id, f"ak_{key_id}_{secrets.token_urlsafe(32)}"


def key_id_of(key: str) -> str | None:
    """The public id inside a key, None where it is no key at all."""
    found = _KEY.fullmatch(key)
    return found.group(1) if found else None


def hash_key(key: str) -> str:
    """The argon2id hash that may be stored."""
    return _HASHER.hash(key)


def key_fits(key: str, stored: str) -> bool:
    """Whether the key is the one that was hashed."""
    try:
        return _HASHER.verify(stored, key)
    except (VerificationError, InvalidHashError):
        return False


__all__ = ["hash_key", "key_fits", "key_id_of", "new_key"]
