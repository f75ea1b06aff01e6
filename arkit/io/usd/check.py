"""Look at a USD layer before its C++ parser does: what it is, whether it is whole, how deep it nests."""

from __future__ import annotations

import re
import struct

from arkit.errors import ReadError
from arkit.io.limits import Limits, hold

LAYERS = (".usdc", ".usda", ".usd")
_BRACKETS = 32
_SECTIONS = 64
_TOKEN = re.compile(
    rb'"""(?:[^\\]|\\.)*?"""|' rb"'''(?:[^\\]|\\.)*?'''|" rb'"(?:[^"\\\n]|\\.)*"|' rb"'(?:[^'\\\n]|\\.)*'|#[^\n]*|[{}]",
    re.DOTALL,
)
_DEEP = re.compile(rb"(?:[\[(][^\[\]()\"'#@]*){%d}" % _BRACKETS)


def check_layer(data: bytes, name: str, limits: Limits) -> None:
    """Refuse what is no whole USD layer.

    Raises:
        ReadError: neither a crate nor text, or a crate whose sections lie outside the file.
        CheckError: deeper nesting than a product has.
    """
    hold(f"{name}: bytes", len(data), limits.file_bytes)
    if data.startswith(b"PXR-USDC"):
        _check_crate(data, name)
        return
    if not data.lstrip(b"\xef\xbb\xbf").startswith(b"#usda "):
        raise ReadError(f"{name}: expected a USD layer, it begins like none (a crate or #usda)")
    depth = 0
    for found in _TOKEN.finditer(data):
        depth += {b"{": 1, b"}": -1}.get(found.group(), 0)
        hold(f"{name}: depth", depth, limits.node_depth)
    if depth > 0:
        raise ReadError(f"{name}: expected a whole USD layer, it ends inside {depth} open braces")
    if _DEEP.search(data):
        raise ReadError(f"{name}: expected brackets at most {_BRACKETS - 1} deep, got more")


def _check_crate(data: bytes, name: str) -> None:
    """Head, table of contents, and every section within the file.

    Source: pxr/usd/usd/crateFile.h: magic 8, version 8, offset of the table 8; a section is a name of 16, start, size.
    """
    try:
        (place,) = struct.unpack_from("<q", data, 16)
        (count,) = struct.unpack_from("<Q", data, place) if 24 <= place <= len(data) else (0,)
        hold(f"{name}: sections", count, _SECTIONS)
        sections = [struct.unpack_from("<16sqq", data, place + 8 + 32 * one) for one in range(count)]
    except struct.error as error:
        raise ReadError(f"{name}: expected a whole USD crate, the file ends inside its head") from error
    if not sections:
        raise ReadError(f"{name}: expected a whole USD crate, its table of contents lies outside the file")
    for title, start, size in sections:
        if start < 0 or size < 0 or start + size > len(data):
            shown = title.rstrip(b"\0").decode("ascii", "replace")
            raise ReadError(f"{name}: expected a whole USD crate, its section {shown} lies outside the file")


__all__ = ["LAYERS", "check_layer"]
