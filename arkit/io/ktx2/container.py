"""KTX 2.0, the container of GPU textures: its header, and pixels where they are stored as plain numbers.

Source:
    Khronos, "KTX File Format Specification 2.0"; "Khronos Data Format Specification 1.3" for the descriptor.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.errors import MissingError, ReadError, UnsupportedError
from arkit.io.limits import Limits, hold

MAGIC = b"\xabKTX 20\xbb\r\n\x1a\n"
ETC1S, UASTC = 163, 166  # colour models of Basis Universal
_HEADER, _LEVEL = 80, 24
_SRGB = 2
_NONE, _BASIS, _ZSTD, _ZLIB = range(4)
# vkFormat: channels of 8 bits (UNORM and SRGB).
_PLAIN = {9: 1, 15: 1, 16: 2, 22: 2, 23: 3, 29: 3, 37: 4, 43: 4}


@dataclass(frozen=True, slots=True)
class Ktx2:
    """What a KTX2 says of itself.

    Attributes:
        width, height: pixels of the largest level.
        levels: (offset, bytes, unpacked bytes) of each mip level, the largest first.
        vk_format: 0 for Basis Universal.
        packing: 0 none, 1 BasisLZ, 2 zstd, 3 zlib.
        model: the descriptor's colour model: ETC1S, UASTC, or 1 for plain RGB.
        transfer: "srgb" or "linear".
    """

    width: int
    height: int
    levels: tuple[tuple[int, int, int], ...]
    vk_format: int
    packing: int
    model: int
    transfer: Literal["srgb", "linear"]

    @property
    def is_basis(self) -> bool:
        """Whether it is one of Basis Universal's two formats."""
        return self.vk_format == 0 and self.model in (ETC1S, UASTC)


def parse_ktx2(data: bytes, name: str, limits: Limits) -> Ktx2:
    """The header of a 2D texture, its sizes and offsets checked.

    Raises:
        ReadError: it is no KTX2, or cut.
        UnsupportedError: an array, a cube map or a volume.
    """
    if len(data) < _HEADER or not data.startswith(MAGIC):
        raise ReadError(f"{name}: expected a KTX2 picture, got {len(data)} bytes of something else")
    vk_format, _, width, height, depth, layers, faces, count, packing = struct.unpack_from("<9I", data, 12)
    if depth or layers or faces != 1:
        raise UnsupportedError(f"{name}: expected one flat picture, got depth {depth}, layers {layers}, faces {faces}")
    if not width or not height:
        raise ReadError(f"{name}: expected a picture with pixels, got {width} × {height}")
    hold(f"{name}: pixels", width * height, limits.texels)
    levels = max(count, 1)
    if levels > 32 or _HEADER + levels * _LEVEL > len(data):
        raise ReadError(f"{name}: expected {levels} levels as its header says, the file ends before")
    index = tuple(struct.unpack_from("<3Q", data, _HEADER + place * _LEVEL) for place in range(levels))
    if any(offset + size > len(data) or not size for offset, size, _ in index):
        raise ReadError(f"{name}: expected {levels} levels of pixels, the file ends before")
    model, transfer = _descriptor(data, name)
    return Ktx2(width, height, index, vk_format, packing, model, transfer)  # type: ignore[arg-type]


def _descriptor(data: bytes, name: str) -> tuple[int, Literal["srgb", "linear"]]:
    start, size = struct.unpack_from("<2I", data, 48)
    if size < 28 or start + size > len(data):
        raise ReadError(f"{name}: expected a data format descriptor, found none")
    return data[start + 12], "srgb" if data[start + 14] == _SRGB else "linear"


def plain_pixels(data: bytes, head: Ktx2, name: str) -> np.ndarray:
    """(h, w, channels) uint8 of the largest level of a texture of 8-bit channels; grey is one channel.

    Raises:
        UnsupportedError: another format, BC7 or ASTC for example.
        MissingError: it is packed with zstd and the wheel is not installed.
        ReadError: its bytes are broken.
    """
    channels = _PLAIN.get(head.vk_format)
    if channels is None or head.packing not in (_NONE, _ZSTD, _ZLIB):
        raise UnsupportedError(
            f"{name}: expected KTX2 of Basis Universal or of 8-bit channels, got Vulkan format {head.vk_format}; "
            "save it as PNG"
        )
    offset, size, _ = head.levels[0]
    expected = head.width * head.height * channels
    body = _unpacked(data[offset : offset + size], head.packing, expected, name)
    if len(body) != expected:
        raise ReadError(f"{name}: expected {expected} bytes of pixels, got {len(body)}")
    return np.frombuffer(body, dtype=np.uint8).reshape(head.height, head.width, channels)


def _unpacked(body: bytes, packing: int, expected: int, name: str) -> bytes:
    """At most `expected` + 1 bytes, whatever the packed bytes say of themselves."""
    if packing == _NONE:
        return body
    if packing == _ZLIB:
        try:
            return zlib.decompressobj().decompress(body, expected + 1)
        except zlib.error as error:
            raise ReadError(f"{name}: expected zlib in its KTX2, it is broken ({error})") from error
    try:
        import zstandard
    except ImportError as error:
        raise MissingError(f"{name}: expected the zstandard wheel; pip install zstandard==0.25.0") from error
    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            return reader.read(expected + 1)
    except zstandard.ZstdError as error:
        raise ReadError(f"{name}: expected zstd in its KTX2, it is broken ({error})") from error


__all__ = ["ETC1S", "MAGIC", "UASTC", "Ktx2", "parse_ktx2", "plain_pixels"]
