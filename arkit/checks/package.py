"""A USDZ as a zip: what AR Quick Look needs of the package itself, without reading the scene."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import PurePosixPath

from arkit.check import Check
from arkit.checks.measure import picture_size
from arkit.errors import ReadError

_USDZ = "USDZ file format specification, openusd.org"
_APPLE = "developer.apple.com/forums/thread/693867, Apple's answer, 2021"
_BYTES = "practice of AR Quick Look publishers; Apple states none"
_SCENES = (".usdc", ".usda", ".usd")
_PICTURES = (".png", ".jpg", ".jpeg", ".exr", ".avif")
_HEADER = struct.Struct("<4s5H3L2H")
_ALIGNED = 64
_MOST_ENTRIES = 4096


def usdz_package(
    data: bytes, name: str, *, triangles: int | None = None, problems: tuple[str, ...] = ()
) -> tuple[Check, ...]:
    """Hold the bytes of a USDZ against Apple's and the format's rules.

    Args:
        data: the file.
        name: of the file, for errors.
        triangles: of the scene, None where nobody could read it.
        problems: what USD's own validators said.

    Raises:
        ReadError: it is no zip.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()[:_MOST_ENTRIES]
            sizes = [_picture(archive, one) for one in entries if _suffix(one) in _PICTURES]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise ReadError(f"{name}: expected a USDZ, which is a zip, got something else ({error})") from error
    packed = sum(one.compress_type != zipfile.ZIP_STORED for one in entries)
    astray = sum(_start(data, one) % _ALIGNED != 0 for one in entries)
    others = sum(_suffix(one) not in (*_SCENES, *_PICTURES, ".m4a", ".mp3", ".wav") for one in entries)
    longest = max((max(size) for size in sizes), default=0)
    first = bool(entries) and _suffix(entries[0]) in _SCENES
    rows = [
        Check("file bytes", 10_000_000, len(data), len(data) <= 10_000_000, _BYTES),
        Check("texture pixels a side", 2048, longest, longest <= 2048, _APPLE),
        Check("first entry is the scene", "yes", "yes" if first else "no", first, _USDZ),
        _none("entries that are compressed", packed, _USDZ),
        _none(f"entries that do not begin at a multiple of {_ALIGNED} bytes", astray, _USDZ),
        _none("entries of a type that USDZ has not", others, _USDZ),
    ]
    if triangles is not None:
        rows.insert(1, Check("triangles", 100_000, triangles, triangles <= 100_000, _APPLE))
        told: float | str = f"{len(problems)}: {problems[0]}" if problems else 0
        rows.append(Check("problems that USD's validators name", 0, told, not problems, "UsdValidation"))
    return tuple(rows)


def _none(rule: str, count: int, source: str) -> Check:
    return Check(rule, 0, count, count == 0, source)


def _suffix(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.lower()


def _picture(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Width and height of a stored picture; one that is compressed is not unpacked to be looked at."""
    if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
        return (0, 0)
    return picture_size(archive.read(entry))


def _start(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Where an entry's bytes begin: behind its local header, its name and its extra field."""
    header = data[entry.header_offset : entry.header_offset + _HEADER.size]
    if len(header) < _HEADER.size:
        return -1
    parts = _HEADER.unpack(header)
    return entry.header_offset + _HEADER.size + int(parts[9]) + int(parts[10])


__all__ = ["usdz_package"]
