"""The pictures of a document as KTX2 (KHR_texture_basisu), and KTX2 as pictures that every tool reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from arkit.document import Document, texture_infos
from arkit.errors import MissingError
from arkit.io.ktx2.container import MAGIC
from arkit.io.ktx2.decode import decode_ktx2
from arkit.io.ktx2.encode import Effort, Use, encode_ktx2, find_encoder
from arkit.io.limits import Limits
from arkit.io.parts.picture import as_png, open_picture

BASISU = "KHR_texture_basisu"
MAX_PX = 2048  # as transforms.textures
_OTHERS = ("EXT_texture_webp", "EXT_texture_avif")
_COLORS = ("baseColorTexture", "emissiveTexture", "diffuseTexture", "specularGlossinessTexture")
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def has_ktx2(document: Document) -> bool:
    """Whether a picture of the document is KTX2."""
    return any(data.startswith(MAGIC) for data in document.images)


def without_ktx2(document: Document, limits: Limits) -> Document:
    """The document with PNG where it had KTX2; textures name them plainly.

    Where no decoder is installed and every such texture has a plain picture to fall back to, that one is taken.

    Raises:
        MissingError: no decoder; the message names what to install.
        ReadError: a picture is broken.
    """
    places = [place for place, data in enumerate(document.images) if data.startswith(MAGIC)]
    if not places:
        return document
    images, entries = list(document.images), [dict(one) for one in document.gltf["images"]]
    textures = [dict(one) for one in document.gltf.get("textures", [])]
    try:
        pixels = decode_ktx2([images[place] for place in places], [f"image {place}" for place in places], limits)
        for place, rows in zip(places, pixels, strict=True):
            images[place] = as_png(_picture(rows))
            entries[place]["mimeType"] = "image/png"
    except MissingError:
        bound = [one for one in textures if BASISU in one.get("extensions", {})]
        if not bound or any("source" not in one for one in bound):
            raise
        pixels = []
    for texture in textures:
        body = dict(texture.get("extensions", {}))
        source = body.pop(BASISU, {}).get("source")
        if source is not None:
            texture["source"] = source if pixels else texture["source"]
            _extend(texture, body)
    gltf = _named({**document.gltf, "images": entries, "textures": textures}, used=False)
    plain = replace(document, gltf=gltf, images=tuple(images))
    return plain if pixels else _dropped(plain, set(places))


def _dropped(document: Document, places: set[int]) -> Document:
    """The document without some images that no texture names any more."""
    kept = [place for place in range(len(document.images)) if place not in places]
    textures = _copied(document.gltf["textures"])
    for texture in textures:
        for holder in (texture, *texture.get("extensions", {}).values()):
            if "source" in holder:
                holder["source"] = kept.index(holder["source"])
    images = [document.gltf["images"][place] for place in kept]
    gltf = {**document.gltf, "textures": textures, "images": images}
    return replace(document, gltf=gltf, images=tuple(document.images[place] for place in kept))


def _picture(rows: np.ndarray) -> Image.Image:
    """A picture of (h, w, channels); two channels are red and green."""
    if rows.shape[2] == 2:
        rows = np.concatenate([rows, np.zeros_like(rows[..., :1])], axis=2)
    return Image.fromarray(rows[..., 0] if rows.shape[2] == 1 else np.ascontiguousarray(rows), _MODES[rows.shape[2]])


def with_ktx2(document: Document, limits: Limits, *, effort: Effort = "default", max_px: int = MAX_PX) -> Document:
    """The document with KTX2 in every texture that a material uses; sides become multiples of four, at most `max_px`.

    A picture used both as a colour and as a mask becomes two. KTX2 that is there stays as it is.

    Raises:
        MissingError: the encoder is not installed; nothing has been encoded then.
    """
    work = _Work(document, limits, effort, max_px)
    infos = list(texture_infos(document.gltf.get("materials", [])))
    if any(not work.is_ktx2(info["index"]) for _, info in infos):
        find_encoder()
    uses: dict[int, set[Use]] = {}
    for key, info in infos:
        uses.setdefault(info["index"], set()).add(_use(key))
    materials = _copied(document.gltf.get("materials", []))
    for key, info in texture_infos(materials):
        use: Use = "normal" if "normal" in uses[info["index"]] and _use(key) != "color" else _use(key)
        info["index"] = work.texture(info["index"], use)
    return work.document(materials)


class _Work:
    """A document whose textures are being replaced."""

    def __init__(self, document: Document, limits: Limits, effort: Effort, max_px: int) -> None:
        self._old, self._limits, self._effort, self._max_px = document, limits, effort, max_px
        self._textures = [dict(one) for one in document.gltf.get("textures", [])]
        self._images = list(document.images)
        self._entries = [dict(one) for one in document.gltf.get("images", [])]
        self._made: dict[tuple[int, str], int] = {}
        self._turned: dict[tuple[int, str], int] = {}

    def is_ktx2(self, texture: int) -> bool:
        """Whether a texture of the old document is KTX2 already."""
        return BASISU in self._old.gltf["textures"][texture].get("extensions", {})

    def texture(self, index: int, use: Use) -> int:
        """The texture to name where the old one was named for this use."""
        if self.is_ktx2(index):
            return index
        mark = "color" if use == "color" else "linear"
        if (index, mark) not in self._turned:
            place = index
            if any(old == index for old, _ in self._turned):
                self._textures.append(dict(self._old.gltf["textures"][index]))
                place = len(self._textures) - 1
            self._point(self._textures[place], use, mark)
            self._turned[index, mark] = place
        return self._turned[index, mark]

    def _point(self, texture: dict[str, Any], use: Use, mark: str) -> None:
        body = dict(texture.get("extensions", {}))
        others = [body.pop(one)["source"] for one in _OTHERS if "source" in body.get(one, {})]
        source = others[0] if others else texture.get("source")
        if source is None:
            return
        texture.pop("source", None)
        _extend(texture, {**body, BASISU: {"source": self._image(source, use, mark)}})

    def _image(self, source: int, use: Use, mark: str) -> int:
        if (source, mark) not in self._made:
            name = f"image {source}"
            picture = _fitted(open_picture(self._old.images[source], name, self._limits), self._max_px)
            data = encode_ktx2(picture, use=use, effort=self._effort)
            place = source
            if any(old == source for old, _ in self._made):
                self._images.append(data)
                self._entries.append(dict(self._entries[source]))
                place = len(self._images) - 1
            self._images[place] = data
            self._entries[place]["mimeType"] = "image/ktx2"
            self._made[source, mark] = place
        return self._made[source, mark]

    def document(self, materials: list[Any]) -> Document:
        """The document as it stands now."""
        gltf = {**self._old.gltf, "materials": materials, "textures": self._textures, "images": self._entries}
        used = any(BASISU in one.get("extensions", {}) for one in self._textures)
        tidy = {key: value for key, value in _named(gltf, used=used).items() if value != []}
        return replace(self._old, gltf=tidy, images=tuple(self._images))


def _fitted(picture: Image.Image, max_px: int) -> Image.Image:
    """RGB, or RGBA where its alpha is not white everywhere; sides at most `max_px`, multiples of four."""
    if picture.mode.startswith("I"):
        grey = np.asarray(picture, dtype=np.float64) / 257
        picture = Image.fromarray(np.round(np.clip(grey, 0, 255)).astype(np.uint8))
    clear = "A" in picture.getbands() or "transparency" in picture.info
    full = picture.convert("RGBA") if clear else picture.convert("RGB")
    if clear and full.getchannel("A").getextrema()[0] == 255:
        full = full.convert("RGB")
    factor = min(1.0, max_px / max(full.size))
    width, height = (max(4, round(side * factor / 4) * 4) for side in full.size)
    return full if (width, height) == full.size else full.resize((width, height), Image.Resampling.LANCZOS)


def _use(key: str) -> Use:
    if "ormal" in key:
        return "normal"
    return "color" if key in _COLORS or "Color" in key else "data"


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(child) for key, child in value.items()}
    return [_copied(child) for child in value] if isinstance(value, list) else value


def _extend(texture: dict[str, Any], extensions: dict[str, Any]) -> None:
    texture.pop("extensions", None)
    if extensions:
        texture["extensions"] = extensions


def _named(gltf: dict[str, Any], *, used: bool) -> dict[str, Any]:
    """The JSON that names KHR_texture_basisu where it is used, and other picture extensions only where they are."""
    kept = {one for texture in gltf.get("textures", []) for one in texture.get("extensions", {})}
    drop = {one for one in (*_OTHERS, BASISU) if one not in kept}
    found = dict(gltf)
    for key in ("extensionsUsed", "extensionsRequired"):
        names = {one for one in gltf.get(key, []) if one not in drop} | ({BASISU} if used else set())
        found.pop(key, None)
        if names:
            found[key] = sorted(names)
    return found


__all__ = ["BASISU", "has_ktx2", "with_ktx2", "without_ktx2"]
