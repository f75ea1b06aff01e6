"""Files appear whole or not at all: written in a hidden folder beside the target, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from arkit.errors import CheckError


def check_writable(path: Path) -> None:
    """Refuse, before any work, a name at which no file can appear."""
    if not path.parent.is_dir():
        raise CheckError(f"{path}: expected an existing folder to write to, {path.parent} is not there")
    if path.is_dir():
        raise CheckError(f"{path}: expected a file name to write to, this is a folder")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise CheckError(f"{path}: expected a folder to write to, {path.parent} is read-only; choose another")


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a path of the same name in a hidden folder; the file there when the block ends well becomes `path`."""
    check_writable(path)
    try:
        hidden = tempfile.TemporaryDirectory(prefix=".arkit-", dir=path.parent)
    except OSError as error:
        raise CheckError(f"{path}: no file can be made there ({error.strerror}); choose another folder") from error
    with hidden as folder:
        draft = Path(folder) / path.name
        yield draft
        draft.replace(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file at once."""
    with appearing(path) as draft:
        draft.write_bytes(data)


__all__ = ["appearing", "check_writable", "write_bytes"]
