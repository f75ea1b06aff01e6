"""Encode WebP with what Pillow's own save does not reach: no perceptual redistribution, and planes of our own making.

The library is the one that Pillow's wheel carries, called through ctypes; where it is not found, Pillow saves (the same
settings but the two below). Tried at equal PSNR of all channels, 512² cuts of named textures, bytes against method 4
with the library's defaults:

| | SheenChair fabric normal | SheenChair wood | GlamVelvetSofa velvet normal | plant's pot |
|---|---|---|---|---|
| `sns_strength` 0 | 0.97 | 0.95 | 0.93 | 0.97 |
| method 6 | 0.96 | 0.97 | 0.94 | 0.99 |
| both (kept; twice the CPU of method 4) | 0.94 | 0.93 | 0.88 | 0.92 |
| both, 6 passes (8 times the CPU) | 0.94 | 0.93 | 0.89 | 0.93 |
| method 2, `sns_strength` 0 (kept for `fast`, half the CPU) | 1.04 | 1.01 | 1.03 | 1.09 |

Chroma is stored at half the size, and how it is averaged decides what a texture looks like from afar. Mean squared
error of ChairDamaskPurplegold's brocade, gold threads on purple, in linear light at mip level 0 and 2: the library's
average 35 and 13.8 in 46 KB; ours, the plain mean and a luma fitted to the channels that are read, 25 and 9.8 in 51 KB;
the library's "sharp" search 37 and 1.5 in 55 KB. So colours that are seen smaller than they are stored take the
search, and masks and normals take ours: of ToyCar's occlusion-roughness-metalness the library's average keeps 30.1 dB,
ours 31.2 dB in as many bytes.
"""

from __future__ import annotations

import ctypes
import functools
import io
import logging
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

log = logging.getLogger(__name__)
_ABI = 0x0210  # WEBP_ENCODER_ABI_VERSION of libwebp 1.6; only its high byte must agree
_FLOATS = ("quality", "target_PSNR")
_CONFIG = (
    "lossless quality method image_hint target_size target_PSNR segments sns_strength filter_strength "
    "filter_sharpness filter_type autofilter alpha_compression alpha_filtering alpha_quality passes show_compressed "
    "preprocessing partitions partition_limit emulate_jpeg_size thread_level low_memory near_lossless exact "
    "use_delta_palette use_sharp_yuv qmin qmax"
).split()
_Pointer, _SIZE = ctypes.c_void_p, ctypes.c_size_t
_BAND = 64  # rows
# R, G, B from Y - 16, U - 128, V - 128 (BT.601, video range), as libwebp decodes.
_LUMA = 1.164
_UV_TO_RGB = np.array([[0.0, 1.596], [-0.391, -0.813], [2.018, 0.0]], dtype=np.float32)
_RGB_TO_UV = np.array([[-9719, -19081, 28800], [28800, -24116, -4684]], dtype=np.float32) / 65536
_GRAY = np.round(np.arange(256) / _LUMA + 16).astype(np.uint8)


class _Config(ctypes.Structure):
    _fields_ = [(name, ctypes.c_float if name in _FLOATS else ctypes.c_int) for name in _CONFIG]


class _Picture(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("use_argb", "colorspace", "width", "height")),
        *((name, _Pointer) for name in "yuv"),
        *((name, ctypes.c_int) for name in ("y_stride", "uv_stride")),
        ("a", _Pointer),
        ("a_stride", ctypes.c_int),
        ("pad1", ctypes.c_uint32 * 2),
        ("argb", _Pointer),
        ("argb_stride", ctypes.c_int),
        ("pad2", ctypes.c_uint32 * 3),
        *((name, _Pointer) for name in ("writer", "custom_ptr")),
        ("extra_info_type", ctypes.c_int),
        *((name, _Pointer) for name in ("extra_info", "stats")),
        ("error_code", ctypes.c_int),
        *((name, _Pointer) for name in ("progress_hook", "user_data")),
        ("pad3", ctypes.c_uint32 * 3),
        *((name, _Pointer) for name in ("pad4", "pad5")),
        ("pad6", ctypes.c_uint32 * 8),
        *((name, _Pointer) for name in ("memory", "memory_argb")),
        ("pad7", _Pointer * 2),
    ]


class _Writer(ctypes.Structure):
    _fields_ = [("mem", _Pointer), ("size", ctypes.c_size_t), ("max_size", ctypes.c_size_t), ("pad", ctypes.c_uint32)]


def lossy(pixels: np.ndarray, weights: np.ndarray, *, quality: float, method: int = 6, light: bool = False) -> bytes:
    """One lossy WebP.

    Args:
        pixels: (h, w, 3) or (h, w, 4) uint8.
        weights: (3,) what an error in R, G and B costs; the luma is fitted by them.
        quality: 0 to 100.
        method: 0 (quick) to 6 (small).
        light: keep the mean of sRGB colours in linear light, which is what a screen shows of texels finer than it.
    """
    library = _library()
    data = b""
    if library is not None:
        config, picture = _config(library, quality, method), _picture(library, pixels.shape[1], pixels.shape[0])
        filled = _sharp(library, config, picture, pixels) if light else _laid(picture, pixels, weights)
        data = _written(library, config, picture)
        library.WebPPictureFree(ctypes.byref(picture))
        del filled  # the planes had to live until here
    return data or _saved(pixels, quality=round(quality), method=method, exact=True, use_sharp_yuv=light)


def _laid(picture: _Picture, pixels: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Give a picture planes of our own making."""
    luma, chroma = planes(pixels[..., :3], weights)
    keep = [luma, chroma]
    picture.y, picture.u, picture.v = (one.ctypes.data for one in (luma, chroma[0], chroma[1]))
    picture.y_stride, picture.uv_stride = luma.shape[1], chroma.shape[2]
    if pixels.shape[2] == 4:
        alpha = np.ascontiguousarray(pixels[..., 3])
        keep.append(alpha)
        picture.colorspace, picture.a, picture.a_stride = 4, alpha.ctypes.data, alpha.shape[1]
    return keep


def _sharp(library: ctypes.CDLL, config: _Config, picture: _Picture, pixels: np.ndarray) -> list[np.ndarray]:
    """Let the library make planes that keep the light of every block."""
    plain = np.ascontiguousarray(pixels)
    config.use_sharp_yuv, picture.use_argb = 1, 1
    take = library.WebPPictureImportRGBA if plain.shape[2] == 4 else library.WebPPictureImportRGB
    take(ctypes.byref(picture), plain.ctypes.data_as(_Pointer), plain.shape[1] * plain.shape[2])
    return [plain]


def lossless(pixels: np.ndarray, *, quality: int = 75, method: int = 4) -> bytes:
    """One lossless WebP of (h, w, 3 or 4) uint8; `quality` is effort here."""
    return _saved(pixels, lossless=True, quality=quality, method=method, exact=True)


def planes(rgb: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Luma (h, w) and chroma (2, h/2, w/2), both uint8: chroma averaged, luma fitted to the weighted channels.

    In bands of rows, which stay in the processor's cache: a 1024² picture takes 8 ms, as a whole 14.
    """
    height, width = rgb.shape[:2]
    half = ((height + 1) // 2, (width + 1) // 2)
    if _is_gray(rgb):
        return _GRAY[rgb[..., 0]], np.full((2, *half), 128, dtype=np.uint8)
    quarter = Image.fromarray(rgb).reduce(2)
    chroma = np.stack([np.asarray(quarter.convert("L", (*row, 128.0))) for row in _RGB_TO_UV.tolist()])
    share = (weights / max(float(weights.sum()), 1e-12)).astype(np.float32)
    per_u, per_v = _UV_TO_RGB.T @ share / np.float32(_LUMA)
    tint = Image.fromarray((chroma[0] - np.float32(128)) * per_u + (chroma[1] - np.float32(128)) * per_v)
    # Bilinear to twice the size is 9, 3, 3, 1 parts of the four nearest, which is what WebP's decoder does.
    spread = np.asarray(tint.resize((half[1] * 2, half[0] * 2), Image.Resampling.BILINEAR))[:height, :width]
    luma = np.zeros((height, width), dtype=np.uint8)
    for row in range(0, height, _BAND):
        band = rgb[row : row + _BAND].astype(np.float32) @ (share / np.float32(_LUMA))
        band += np.float32(16.5) - spread[row : row + _BAND]
        luma[row : row + _BAND] = np.clip(band, 0, 255, out=band)
    return luma, chroma


def _is_gray(rgb: np.ndarray) -> bool:
    """Whether the three channels are equal everywhere; most pictures show in their middle row that they are not."""
    parts = rgb[len(rgb) // 2], rgb
    return all(bool((one[..., 0] == one[..., 1]).all() and (one[..., 1] == one[..., 2]).all()) for one in parts)


def decoded(data: bytes, channels: int) -> np.ndarray | None:
    """(h, w, 3 or 4) uint8 of a WebP; None where the library is not found. A tile takes half of Pillow's time."""
    library = _library()
    width, height = ctypes.c_int(), ctypes.c_int()
    if library is None or not library.WebPGetInfo(data, _SIZE(len(data)), ctypes.byref(width), ctypes.byref(height)):
        return None
    pixels = np.zeros((height.value, width.value, channels), dtype=np.uint8)
    take = library.WebPDecodeRGBAInto if channels == 4 else library.WebPDecodeRGBInto
    row_bytes = width.value * channels
    good = take(data, _SIZE(len(data)), pixels.ctypes.data_as(_Pointer), _SIZE(pixels.size), ctypes.c_int(row_bytes))
    return pixels if good else None


@functools.cache
def _library() -> ctypes.CDLL | None:
    folder = Path(PIL.__file__).parent.parent
    found = [
        one for where in ("pillow.libs", "Pillow.libs", "PIL/.dylibs") for one in folder.glob(f"{where}/libwebp[-.]*")
    ]
    from PIL import _webp  # noqa: F401  the library is then already in memory, with what it needs

    for path in found:
        try:
            library = ctypes.CDLL(str(path))
            library.WebPDecodeRGBInto.restype = library.WebPDecodeRGBAInto.restype = _Pointer
            if library.WebPGetEncoderVersion() >> 16 == 1:
                return library
        except (OSError, AttributeError) as error:
            log.debug("no WebP library", extra={"path": path.name, "error": str(error)})
    log.debug("WebP is saved by Pillow: its library was not found")
    return None


def _config(library: ctypes.CDLL, quality: float, method: int) -> _Config:
    config = _Config()
    library.WebPConfigInitInternal(ctypes.byref(config), 0, ctypes.c_float(quality), _ABI)
    config.method, config.sns_strength, config.exact = method, 0, 1
    return config


def _picture(library: ctypes.CDLL, width: int, height: int) -> _Picture:
    picture = _Picture()
    library.WebPPictureInitInternal(ctypes.byref(picture), _ABI)
    picture.width, picture.height, picture.use_argb = width, height, 0
    return picture


def _written(library: ctypes.CDLL, config: _Config, picture: _Picture) -> bytes:
    writer = _Writer()
    library.WebPMemoryWriterInit(ctypes.byref(writer))
    picture.writer = ctypes.cast(library.WebPMemoryWrite, _Pointer).value
    picture.custom_ptr = ctypes.addressof(writer)
    good = library.WebPEncode(ctypes.byref(config), ctypes.byref(picture))
    data = ctypes.string_at(writer.mem, writer.size) if good else b""
    library.WebPMemoryWriterClear(ctypes.byref(writer))
    return data


def _saved(pixels: np.ndarray, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "WEBP", **options)
    return stream.getvalue()


__all__ = ["decoded", "lossless", "lossy", "planes"]
