"""Encode the pictures again, each as its use allows: colour may lose what no eye sees, normals and masks may not.

Tried on normal maps of 1024², WebP quality 80, 85, 92 and lossless, mean turn of a normal and KB. SheenChair's fabric:
2.3° 226, 1.8° 295, 1.2° 439, 0° 1,038. GlamVelvetSofa's velvet, noise in every texel: 8.1° 349, 7.8° 418, 7.5° 558, 0°
2,207: there more bytes buy nothing, because WebP halves the colour planes. So quality climbs to 92 where that keeps
the mean turn below two degrees, and lossless is taken only where it costs little more. The source stays where it is the
smaller.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from arkit.document import Document
from arkit.errors import CheckError, ReadError, UnsupportedError
from arkit.transforms.draft import Draft, Transform, draft
from arkit.transforms.prune import texture_infos

Format = Literal["webp", "common"]
MAX_PX = 2048  # Khronos 3D Commerce publishing targets, mobile AR; Google refuses 4096
COLOR_QUALITY = 85
TURN_RAD = np.radians(2.0)  # mean turn of a normal that no viewer shows at arm's length
LOSSLESS_FACTOR = 2.0
DATA_PSNR_DB = 36.0  # of every channel of a mask
_MAX_TEXELS = 16384 * 16384
_WEBP = "EXT_texture_webp"
_COLORS = ("baseColorTexture", "emissiveTexture", "sheenColorTexture", "specularColorTexture", "diffuseTexture")
_RANK = {"color": 0, "data": 1, "normal": 2}


@dataclass(frozen=True, slots=True)
class _Options:
    form: Format
    max_px: int
    quality: int


def textures(form: Format = "webp", *, max_px: int = MAX_PX, quality: int = COLOR_QUALITY) -> Transform:
    """Encode every picture as WebP, or as PNG and JPEG ("common") for stores and phones that read nothing else.

    Pictures wider or taller than `max_px` are made smaller. KTX2 stays as it is for "webp" and is refused for "common".
    """
    if not (1 <= quality <= 100 and max_px >= 1):
        raise CheckError(f"textures: expected quality 1 to 100 and max_px > 0, got {quality}, {max_px}")

    def run(document: Document) -> Document:
        work = draft(document)
        if not work.images:
            return document
        slots = _slots(work)
        options = _Options(form, max_px, quality)
        todo = [(data, slots.get(index, "color"), index) for index, data in enumerate(work.images)]
        with ThreadPoolExecutor(2) as pool:  # Pillow's codecs release the lock
            encoded = list(pool.map(lambda one: _encoded(one[0], one[1], one[2], options), todo))
        for index, (data, kind) in enumerate(encoded):
            work.images[index] = data
            work.gltf["images"][index]["mimeType"] = kind
        _point(work)
        return work.document()

    return run


def _slots(work: Draft) -> dict[int, str]:
    """What each image is used for; the most delicate use wins."""
    found: dict[int, str] = {}
    for key, info in texture_infos(work.gltf.get("materials", [])):
        slot = "normal" if "ormal" in key else "color" if key in _COLORS or "Color" in key else "data"
        for image in _sources(work.gltf["textures"][info["index"]]):
            found[image] = max(found.get(image, "color"), slot, key=lambda one: _RANK[one])
    return found


def _sources(texture: dict[str, Any]) -> Iterator[int]:
    for body in (texture, *texture.get("extensions", {}).values()):
        if isinstance(body, dict) and "source" in body:
            yield body["source"]


def _encoded(data: bytes, slot: str, index: int, options: _Options) -> tuple[bytes, str]:
    if data.startswith(b"\xabKTX 20\xbb"):
        if options.form == "common":
            raise UnsupportedError(
                f"image {index}: expected PNG, JPEG or WebP for this profile, got KTX2; use --profile web"
            )
        return data, "image/ktx2"
    picture = _opened(data, index)
    small = _fitted(picture, options.max_px)
    source = None if small is not picture else data
    if options.form == "webp":
        return _webp(small, slot, source, picture.format or "", options.quality)
    return _common(small, slot, source, picture.format or "")


def _opened(data: bytes, index: int) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > _MAX_TEXELS:
                raise CheckError(f"image {index}: expected at most {_MAX_TEXELS:,} pixels, got {picture.size}")
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadError(f"image {index}: expected a picture, it cannot be decoded ({error})") from error
    return picture


def _fitted(picture: Image.Image, max_px: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= max_px:
        return picture
    width, height = (max(1, round(side * max_px / longest)) for side in picture.size)
    return _eight_bits(picture).resize((width, height), Image.Resampling.LANCZOS)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where the alpha is not white everywhere."""
    if picture.mode.startswith("I"):
        gray = np.asarray(picture, dtype=np.float64) / 65535 * 255
        return Image.fromarray(np.round(np.clip(gray, 0, 255)).astype(np.uint8)).convert("RGB")
    if picture.mode == "RGB":
        return picture
    if "A" in picture.getbands() or "transparency" in picture.info:
        full = picture.convert("RGBA")
        low, _ = full.getchannel("A").getextrema()
        return full if low != 255 else full.convert("RGB")
    return picture.convert("RGB")


def _webp(picture: Image.Image, slot: str, source: bytes | None, kind: str, quality: int) -> tuple[bytes, str]:
    plain = _eight_bits(picture)
    best = _save(plain, "WEBP", quality=quality, method=4)
    if slot != "color":
        best = _careful(plain, slot, quality)
    if source is not None and len(source) <= len(best) and kind in ("PNG", "JPEG", "WEBP"):
        return source, f"image/{kind.lower()}"
    return best, "image/webp"


def _careful(picture: Image.Image, slot: str, quality: int) -> bytes:
    """The lowest of a few qualities that keeps normals or masks; lossless where that costs little more."""
    given = np.asarray(picture.convert("RGB"), dtype=np.float64)
    data = b""
    for step in sorted({quality, 92}):
        data = _save(picture, "WEBP", quality=step, method=4)
        back = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.float64)
        good = _turn_rad(given, back) <= TURN_RAD if slot == "normal" else _worst_psnr(given, back) >= DATA_PSNR_DB
        if good:
            return data
    lossless = _save(picture, "WEBP", lossless=True, quality=60, method=4)
    return lossless if len(lossless) <= LOSSLESS_FACTOR * len(data) else data


def _turn_rad(a: np.ndarray, b: np.ndarray) -> float:
    """Mean angle between the normals of two normal maps (h, w, 3), 0…255."""
    one, two = a / 127.5 - 1, b / 127.5 - 1
    dots = (one * two).sum(axis=-1) / np.maximum(np.linalg.norm(one, axis=-1) * np.linalg.norm(two, axis=-1), 1e-9)
    return float(np.arccos(np.clip(dots, -1, 1)).mean())


def _worst_psnr(a: np.ndarray, b: np.ndarray) -> float:
    errors = ((a - b) ** 2).reshape(-1, a.shape[-1]).mean(axis=0)
    return float(10 * np.log10(255**2 / max(errors.max(), 1e-12)))


def _common(picture: Image.Image, slot: str, source: bytes | None, kind: str) -> tuple[bytes, str]:
    if source is not None and kind == "JPEG":
        return source, "image/jpeg"
    plain = _eight_bits(picture)
    lossless = source if source is not None and kind == "PNG" else None
    if slot == "color" and plain.mode == "RGB":
        lossy = _save(plain, "JPEG", quality=92, subsampling=0, optimize=True)
        if lossless is None or len(lossy) < len(lossless):
            return lossy, "image/jpeg"
    return lossless or _save(plain, "PNG", optimize=True), "image/png"


def _save(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def _point(work: Draft) -> None:
    """Let each texture name its image the way the image's type asks; one image a texture, no fallbacks."""
    for texture in work.gltf.get("textures", []):
        extensions = texture.get("extensions", {})
        if "KHR_texture_basisu" in extensions:
            continue
        body = extensions.pop(_WEBP, None)
        source = (body or texture).get("source")
        if source is None:
            continue
        texture.pop("source", None)
        if work.gltf["images"][source]["mimeType"] == "image/webp":
            extensions[_WEBP] = {"source": source}
        else:
            texture["source"] = source
        texture.pop("extensions", None)
        if extensions:
            texture["extensions"] = extensions
    work.disuse(_WEBP)
    if any(_WEBP in texture.get("extensions", {}) for texture in work.gltf.get("textures", [])):
        work.use(_WEBP, required=True)


__all__ = ["COLOR_QUALITY", "MAX_PX", "Format", "textures"]
