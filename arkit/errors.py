"""Every error arkit raises on purpose.

* ArkitError            code, message, facts
  - ReadError           the bytes are not what their format says
  - UnsupportedError    a valid file using something we do not do
  - CheckError          wrong shape, unit or range
  - NotFoundError       no face, no floor, no such node
  - AmbiguousError      two answers fit (a unit, an axis): ask, never guess in silence
  - MissingError        an optional part is absent; the message names the install line
"""

from __future__ import annotations


class ArkitError(Exception):
    """What went wrong in one sentence (expected, came, what to do), a stable code, and the facts behind it."""

    code = "error"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class ReadError(ArkitError):
    """The bytes are not what their format says."""

    code = "read"


class UnsupportedError(ArkitError):
    """A valid file that uses something we do not do."""

    code = "unsupported"


class CheckError(ArkitError):
    """A value of the wrong shape, unit or range."""

    code = "check"


class NotFoundError(ArkitError):
    """What was looked for is not there: no face, no floor, no such product."""

    code = "not_found"


class AmbiguousError(ArkitError):
    """Two answers fit; the message names both and says how to choose."""

    code = "ambiguous"


class MissingError(ArkitError):
    """An optional part is not installed; the message names the install line."""

    code = "missing"


__all__ = [
    "AmbiguousError",
    "ArkitError",
    "CheckError",
    "MissingError",
    "NotFoundError",
    "ReadError",
    "UnsupportedError",
]
