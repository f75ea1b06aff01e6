"""Find the pictures a surface means and pack them the way glTF wants them.

A picture is found by its path, then by its base name, then by its stem; pictures no MTL names are found by what asset
makers call them: "<material>_roughness.png", "chair_BaseColor.jpg". Such a find is a guess and is listed as one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from arkit.errors import ArkitError
from arkit.io.files import PICTURES, Files
from arkit.io.limits import Limits
from arkit.io.parts import picture as pictures
from arkit.io.parts.material import Map, Surface

_SUFFIXES = {
    "base": "basecolor base_color albedo diffuse diff color colour col",
    "normal": "normal normals nrm norm normalgl normal_opengl nor",
    "roughness": "roughness rough rgh",
    "metallic": "metallic metalness metal met",
    "occlusion": "ao occlusion ambientocclusion ambient_occlusion",
    "emissive": "emissive emission",
    "opacity": "opacity alpha",
}


@dataclass(slots=True)
class Textures:
    """The pictures of one document while it is read; `guesses` grows with every find the file did not name."""

    files: Files
    limits: Limits
    stem: str = ""
    alone: bool = False  # one material in the whole file: a picture needs no material's name in its own
    guesses: list[str] = field(default_factory=list)
    _images: list[dict[str, Any]] = field(default_factory=list)
    _bytes: list[bytes] = field(default_factory=list)
    _by_hash: dict[str, int] = field(default_factory=dict)

    def for_surface(self, surface: Surface) -> Callable[[str], Mapping[str, Any] | None]:
        """`texture(slot)` for one surface, as `gltf_material` asks for it."""
        maps = {**self._unnamed(surface), **surface.maps}
        found = replace(surface, maps=maps)
        return lambda slot: self._slot(found, slot)

    def put_into(self, gltf: dict[str, Any]) -> tuple[bytes, ...]:
        """Add images, textures and used extensions to the JSON; returns the images' bytes."""
        if not self._bytes:
            return ()
        gltf["images"] = self._images
        gltf["textures"] = [{"source": index, "sampler": 0} for index in range(len(self._images))]
        gltf["samplers"] = [{"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}]
        if "KHR_texture_transform" in str(gltf["materials"]):
            gltf["extensionsUsed"] = ["KHR_texture_transform"]
        return tuple(self._bytes)

    def _slot(self, surface: Surface, slot: str) -> Mapping[str, Any] | None:
        if slot == "base":
            return self._base(surface)
        if slot == "normal":
            return self._normal(surface)
        return self._packed(surface) if slot == "metallic_roughness" else self._plain(surface, slot)

    def _plain(self, surface: Surface, slot: str) -> Mapping[str, Any] | None:
        named = surface.maps.get(slot)
        data = self._load(named)
        return None if named is None or data is None else self._info(self._store(data, named.name), named)

    def _base(self, surface: Surface) -> Mapping[str, Any] | None:
        base, opacity = surface.maps.get("base"), surface.maps.get("opacity")
        mask, data = self._load(opacity), self._load(base)
        if mask is None or opacity is None:
            return self._plain(surface, "base")
        cut = self._picture(mask, opacity.name)
        if cut is None:
            return self._plain(surface, "base")
        white = Image.new("RGB", cut.size, "white")
        color = self._picture(data, base.name) if data is not None and base is not None else None
        packed = pictures.with_alpha(color or white, cut)
        return self._info(self._store(packed, (base or opacity).name), base or opacity)

    def _normal(self, surface: Surface) -> Mapping[str, Any] | None:
        if "normal" in surface.maps or "bump" not in surface.maps:
            return self._plain(surface, "normal")
        bump = surface.maps["bump"]
        data = self._load(bump)
        height = None if data is None else self._picture(data, bump.name)
        if data is None or height is None:
            return None
        if pictures.is_normal_map(height):
            return self._info(self._store(data, bump.name), bump)
        self.guesses.append(f'bump map "{bump.name}" taken as heights, made into a normal map')
        return self._info(self._store(pictures.normals_of_height(height, bump.strength), bump.name), bump)

    def _packed(self, surface: Surface) -> Mapping[str, Any] | None:
        named = [surface.maps.get("roughness"), surface.maps.get("metallic")]
        loaded = [self._load(one) for one in named]
        opened = [
            self._picture(data, one.name) if data is not None and one is not None else None
            for data, one in zip(loaded, named, strict=True)
        ]
        first = next((one for one, picture in zip(named, opened, strict=True) if picture is not None), None)
        if first is None:
            return None
        return self._info(self._store(pictures.pack(*opened), first.name), first)

    def _load(self, named: Map | None) -> bytes | None:
        if named is None:
            return None
        stored = self.files.find(named.name)
        if stored is None or not stored.casefold().endswith(PICTURES):
            note = f'texture "{named.name}" is named but not there: left out'
            if note not in self.guesses:
                self.guesses.append(note)
            return None
        return self.files.load(stored)

    def _picture(self, data: bytes, name: str) -> Image.Image | None:
        try:
            return pictures.open_picture(data, name, self.limits)
        except ArkitError as error:
            self.guesses.append(f"{error.message}: left out")
            return None

    def _store(self, data: bytes, name: str) -> int:
        """The image's index; PNG and JPEG as they are, the rest as PNG. A picture used twice is stored once."""
        if pictures.mime_type(data) not in ("image/png", "image/jpeg"):
            opened = self._picture(data, name)
            if opened is None:
                return -1
            data = pictures.as_png(opened)
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._by_hash:
            self._by_hash[digest] = len(self._bytes)
            stem = re.split(r"[\\/]", name.strip("\"'"))[-1].rsplit(".", 1)[0]
            self._images.append({"name": stem, "mimeType": pictures.mime_type(data)})
            self._bytes.append(data)
        return self._by_hash[digest]

    def _info(self, index: int, named: Map | None) -> Mapping[str, Any] | None:
        if index < 0 or named is None:
            return None
        info: dict[str, Any] = {"index": index}
        if named.scale != (1.0, 1.0) or named.offset != (0.0, 0.0):
            (sx, sy), (ox, oy) = named.scale, named.offset
            info["extensions"] = {"KHR_texture_transform": {"scale": [sx, sy], "offset": [ox, 1 - sy - oy]}}
        return info

    def _unnamed(self, surface: Surface) -> dict[str, Map]:
        """Pictures that the MTL does not name, by what makers call them."""
        found: dict[str, Map] = {}
        for stored in self.files.names:
            if not stored.casefold().endswith(PICTURES):
                continue
            slot = self._slot_of(stored, surface.name)
            taken = {"bump"} & set(surface.maps) if slot == "normal" else set()
            if slot and slot not in surface.maps and slot not in found and not taken:
                found[slot] = Map(stored)
                self.guesses.append(f'picture "{stored}" taken as {slot} of material "{surface.name}" by its name')
        return found

    def _slot_of(self, stored: str, material: str) -> str:
        stem = re.sub(r"[\s.-]+", "_", stored.rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold())
        for slot, words in _SUFFIXES.items():
            for word in words.split():
                if stem == word or stem.endswith(f"_{word}"):
                    owner = stem.removesuffix(word).rstrip("_")
                    owners = [re.sub(r"[\s.-]+", "_", one.casefold()) for one in (material, self.stem) if one]
                    if owner == owners[0] or (self.alone and (owner in ("", *owners))):
                        return slot
        return ""


__all__ = ["Textures"]
