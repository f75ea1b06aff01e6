"""Whether what a browser calls the origin of a request is our own address."""

from __future__ import annotations

from urllib.parse import urlsplit


def own_origin(origin: str | None, host: str | None) -> bool:
    """Whether a request's `Origin` names its `Host`; a program that is no browser sends none, and may."""
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == host
    except ValueError:  # no address at all
        return False


__all__ = ["own_origin"]
