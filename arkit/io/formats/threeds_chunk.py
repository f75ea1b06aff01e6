"""The chunks a 3DS is made of: two bytes of kind, four of length, then what the kind says."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from arkit.errors import ReadError
from arkit.io.limits import hold

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """What lies between `start` and `end` of `data`."""

    kind: int
    data: bytes
    start: int
    end: int

    def bytes(self) -> bytes:
        """Its content."""
        return self.data[self.start : self.end]


def children(chunk: Chunk, name: str) -> Iterator[Chunk]:
    """The chunks inside a chunk. Left-over bytes at its end, too few for a chunk, are passed over.

    Raises:
        ReadError: one is shorter than its own head or ends outside.
    """
    place, count = chunk.start, 0
    while place + 6 <= chunk.end:
        kind, length = struct.unpack_from("<HI", chunk.data, place)
        if length < 6 or place + length > chunk.end:
            raise ReadError(f"{name}: expected a chunk within bytes {place} to {chunk.end}, one asks for {length}")
        count += 1
        hold(f"{name}: chunks", count, _MOST)
        yield Chunk(kind, chunk.data, place + 6, place + length)
        place += length


def first(chunk: Chunk, kind: int, name: str) -> Chunk | None:
    """The first chunk of a kind inside a chunk."""
    return next((one for one in children(chunk, name) if one.kind == kind), None)


def text_of(chunk: Chunk) -> tuple[bytes, int]:
    """The text that ends in a zero byte at a chunk's start, and where what follows begins."""
    end = chunk.data.find(b"\0", chunk.start, chunk.end)
    end = chunk.end if end < 0 else end
    return chunk.data[chunk.start : end], min(end + 1, chunk.end)


__all__ = ["Chunk", "children", "first", "text_of"]
