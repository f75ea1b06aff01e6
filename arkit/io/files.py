"""A model and what lies beside it: a folder or a zip, read in memory, never followed out of itself."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.io.limits import Limits, hold

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tga", ".bmp", ".tif", ".tiff")
_DEPTH = 4  # folders below the model's own that are searched for textures


@dataclass(frozen=True, slots=True)
class Files:
    """Relative names with forward slashes, and how to load one of them."""

    names: tuple[str, ...]
    load: Callable[[str], bytes]

    def find(self, name: str) -> str | None:
        """The stored name a reference means: its path, else its base name, else its stem as another picture type.

        References come from other machines: "C:\\\\maps\\\\Wood.TIF", "./tex/wood.png", '"wood.png"'.
        """
        wanted = name.strip().strip("\"'").replace("\\", "/").casefold()
        base = wanted.rsplit("/", 1)[-1]
        stem = base.rsplit(".", 1)[0]
        if not base:
            return None
        tests: tuple[Callable[[str], bool], ...] = (
            lambda stored: stored == wanted.removeprefix("./"),
            lambda stored: stored.rsplit("/", 1)[-1] == base,
            lambda stored: stored.rsplit("/", 1)[-1].rsplit(".", 1)[0] == stem and stored.endswith(PICTURES),
        )
        for fits in tests:
            found = [stored for stored in self.names if fits(stored.casefold())]
            if found:
                return min(found, key=lambda stored: (stored.count("/"), stored))
        return None


def folder_files(folder: Path, limits: Limits) -> Files:
    """The files of a folder and the folders below it; links are left out."""
    names = tuple(_walk(folder, limits))

    def load(name: str) -> bytes:
        path = folder / name
        if name not in names:
            raise NotFoundError(f"{name}: expected it in {folder.name or folder}, found none")
        hold(f"{name}: bytes", path.stat().st_size, limits.file_bytes)
        return path.read_bytes()

    return Files(names, load)


def _walk(folder: Path, limits: Limits) -> Iterator[str]:
    count = 0
    for parent, folders, names in os.walk(folder, followlinks=False):
        here = Path(parent).relative_to(folder)
        folders[:] = [] if len(here.parts) >= _DEPTH else sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if path.is_symlink() or not path.is_file() or name.startswith("."):
                continue
            count += 1
            if count > limits.zip_entries:
                return
            yield (here / name).as_posix()


def zip_files(data: bytes, limits: Limits) -> Files:
    """The files of a zip, in memory; links, absolute names, "..", encryption and bombs are refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise ReadError(f"zip: expected a whole zip file, got one that cannot be opened ({error})") from error
    hold("zip: entries", len(entries), limits.zip_entries)
    hold("zip: unpacked bytes", sum(entry.file_size for entry in entries), limits.total_bytes)
    by_name = {_entry_name(entry, limits): entry for entry in entries if not _is_clutter(entry.filename)}

    def load(name: str) -> bytes:
        if name not in by_name:
            raise NotFoundError(f"{name}: expected it in the zip, found none")
        return _unpack(archive, by_name[name])

    return Files(tuple(by_name), load)


def _is_clutter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith("._")


def _entry_name(entry: zipfile.ZipInfo, limits: Limits) -> str:
    name = entry.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\0" in name or (parts and parts[0].endswith(":")):
        raise CheckError(f'zip: expected names inside the zip, got "{name}"')
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise CheckError(f'zip: expected plain files, "{name}" is a link')
    if entry.flag_bits & 1:
        raise CheckError(f'zip: expected no password, "{name}" is encrypted')
    hold(f"{name}: unpacked bytes", entry.file_size, limits.file_bytes)
    hold(f"{name}: unpacked bytes per packed byte", entry.file_size // max(entry.compress_size, 1), limits.zip_ratio)
    return _readable(entry)


def _readable(entry: zipfile.ZipInfo) -> str:
    """The name; zips made on Chinese Windows hold GBK that the format calls cp437."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 0x800 or name.isascii():
        return name
    raw = name.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise ReadError(f"{entry.filename}: expected a whole entry, it cannot be unpacked ({error})") from error
    if len(data) != entry.file_size:
        raise ReadError(f"{entry.filename}: expected {entry.file_size} bytes as the zip says, got {len(data)}")
    return data


__all__ = ["PICTURES", "Files", "folder_files", "zip_files"]
