"""Files appear whole or not at all: written under a temporary name beside the target, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from arkit.errors import CheckError


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the target's folder; what is there when the block ends well becomes `path`."""
    if not path.parent.is_dir():
        raise CheckError(f"{path}: expected an existing folder to write to, {path.parent} is not there")
    if path.is_dir():
        raise CheckError(f"{path}: expected a file name to write to, this is a folder")
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file at once."""
    with appearing(path) as temporary:
        temporary.write_bytes(data)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


__all__ = ["appearing", "write_bytes"]
