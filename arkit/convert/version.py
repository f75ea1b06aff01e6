"""Which converter this is: a digest of the code that decides what a conversion writes."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from arkit import __version__

CODE = ("convert", "io", "transforms", "checks", "draw")


@cache
def converter_version() -> str:
    """The release and a digest of the converter's own files, so that a changed converter converts again."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".glsl"}:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:16]}"


__all__ = ["converter_version"]
