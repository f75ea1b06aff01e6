"""What a row's files depend on, as one digest: the same key gives the same files, so they need not be made again.

Into it go the bytes of the model and of every companion it names, the options, the profiles and the converter's own
code. Companions of a file among many are those whose names stand in it (or in an MTL it names): a folder of 500
models is not converted anew because one was added, and a texture that was missing and comes later does count.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote_to_bytes

from arkit.convert.options import ConvertOptions, Profile
from arkit.convert.version import converter_version
from arkit.io.files import folder_files
from arkit.io.limits import Limits

# A companion's name ends so; what comes before it is looked at once it is found: a pattern over the whole name takes
# 60 times as long (1.1 s for 5 MB, now 18 ms).
_ENDS = re.compile(rb"\.(?:mtl|bin|png|jpe?g|webp|tga|bmp|tiff?|ktx2|basis|exr|hdr|dds)\b", re.IGNORECASE)
_LONGEST = 200
_BETWEEN = re.compile(rb"[\x01-\x1f\"'<>|*?/\\]")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tga", ".bmp", ".tif", ".tiff")
_NO_COMPANIONS = (".stl", ".off", ".3mf", ".zip", ".zae", ".usdz", ".step", ".stp")


def row_key(
    source: Path, options: ConvertOptions, profiles: Sequence[Profile], *, also: Sequence[str] = ("poster",)
) -> tuple[str, int]:
    """The digest of all that decides what a row's files hold, and how many bytes the source has.

    Args:
        source: a file, zip or folder.
        options: those of the row; where files go does not count.
        profiles: in the order they are written.
        also: what else is asked for beside them: a poster, a page.
    """
    digest = hashlib.sha256(f"{converter_version()}\n{','.join(profiles)} {sorted(also)}\n{_stated(options)}".encode())
    total = 0
    for path in companions(source):
        data = path.read_bytes()
        total += len(data)
        name = path.relative_to(source if source.is_dir() else source.parent).as_posix()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest(), total


def companions(source: Path) -> tuple[Path, ...]:
    """Every file whose bytes a conversion of `source` may read, `source` itself first; of a folder, all in it."""
    if source.is_dir():
        return tuple(source / name for name in sorted(folder_files(source, Limits()).names))
    if source.suffix.lower() in _NO_COMPANIONS:
        return (source,)
    beside = [name for name in folder_files(source.parent, Limits()).names if name != source.name]
    found: dict[str, None] = {}
    waiting = [source.read_bytes()]
    while waiting:
        for name in _meant(waiting.pop(), beside):
            if name not in found:
                found[name] = None
                if name.lower().endswith(".mtl"):
                    waiting.append((source.parent / name).read_bytes())
    return (source, *(source.parent / name for name in sorted(found)))


def _meant(data: bytes, beside: Sequence[str]) -> Iterator[str]:
    """Those names beside a file that its bytes name, by base name, pictures by stem too."""
    if not beside or (data[:4] == b"glTF" and b'"uri"' not in data):
        return
    text = data.replace(b"\0", b"")  # also what is UTF-16
    tails = {_name(text[max(0, found.start() - _LONGEST) : found.end()]) for found in _ENDS.finditer(text)}
    stems = {tail.rsplit(b".", 1)[0] for tail in tails}
    for name in beside:
        base = name.rsplit("/", 1)[-1]
        spellings = {base.encode(encoding, errors="ignore").lower() for encoding in ("utf-8", "gb18030", "cp1252")}
        ending = Path(base).suffix.lower()
        if any(tail.endswith(one) for tail in tails for one in spellings if len(one) > len(ending)):
            yield name
        elif ending in _PICTURES:
            if any(stem.endswith(one[: -len(ending)]) for stem in stems for one in spellings if len(one) > len(ending)):
                yield name


def _name(before: bytes) -> bytes:
    """The base name that ends here, in lower case; words before it on its line may stand in front of it."""
    return _BETWEEN.split(unquote_to_bytes(before))[-1].lower()


def _stated(options: ConvertOptions) -> str:
    """The options that decide what is written: not where, and not what a log says."""
    decide = (one.name for one in fields(options) if one.name != "profile" and "Path" not in str(one.type))
    return repr([(name, getattr(options, name)) for name in decide])


__all__ = ["companions", "row_key"]
