"""glTF materials of UsdPreviewSurfaces: pictures are taken as they are where their channels already fit glTF."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PIL import Image

from arkit.document import Document
from arkit.errors import ArkitError
from arkit.io.files import PICTURES, Files
from arkit.io.limits import Limits
from arkit.io.parts import picture as pictures

_WRAPS = {"clamp": 33071, "black": 33071, "mirror": 33648, "repeat": 10497}
_CHANNELS = {"r": 0, "g": 1, "b": 2, "a": 3}
Inputs = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class UsdSurfaces:
    """The pictures of one stage while its materials are made; `guesses` grows with what is left out."""

    files: Files
    limits: Limits
    guesses: list[str] = field(default_factory=list)
    _images: list[dict[str, Any]] = field(default_factory=list)
    _bytes: list[bytes] = field(default_factory=list)
    _textures: list[dict[str, int]] = field(default_factory=list)
    _samplers: list[dict[str, int]] = field(default_factory=list)

    def material(self, name: str, one: Mapping[str, Any]) -> dict[str, Any]:
        """The glTF material of a UsdPreviewSurface as scene.py gives it."""
        places = {uv: place for place, uv in enumerate(one["uvs"])}
        inputs: Inputs = {key: {**held, "place": places.get(held.get("uv"), 0)} for key, held in one["inputs"].items()}
        if len(places) > 2:
            self.guesses.append(f'material "{name}" reads {len(places)} sets of uv: the first two kept')
        made: dict[str, Any] = {"name": name, "pbrMetallicRoughness": {}}
        self._base(made, inputs, float(one.get("opacityThreshold", 0)))
        self._packed(made["pbrMetallicRoughness"], inputs, specular=bool(one.get("useSpecularWorkflow")))
        self._others(made, inputs)
        if one.get("useSpecularWorkflow"):
            self.guesses.append(f'material "{name}" has a specular colour: taken as not metallic')
        if one.get("clearcoat"):
            coat = {"clearcoatFactor": min(float(one["clearcoat"]), 1.0)}
            coat["clearcoatRoughnessFactor"] = min(float(one.get("clearcoatRoughness", 0.01)), 1.0)
            made["extensions"] = {"KHR_materials_clearcoat": coat}
        return made

    def put_into(self, document: Document, materials: Mapping[str, Mapping[str, Any]]) -> Document:
        """The document with these materials in place of those of their names, and their pictures."""
        gltf = dict(document.gltf)
        gltf["materials"] = [dict(materials.get(one.get("name", ""), one)) for one in gltf["materials"]]
        if self._textures:
            gltf |= {"images": self._images, "textures": self._textures, "samplers": self._samplers}
        used = [
            one for one in ("KHR_materials_clearcoat", "KHR_texture_transform") if f"'{one}'" in str(gltf["materials"])
        ]
        if used:
            gltf["extensionsUsed"] = used
        return replace(document, gltf=gltf, images=tuple(self._bytes))

    def _base(self, made: dict[str, Any], inputs: Inputs, threshold: float) -> None:
        pbr, base, opacity = made["pbrMetallicRoughness"], inputs.get("diffuseColor", {}), inputs.get("opacity", {})
        factor = [*_color(base.get("value"), 0.18), 1.0] if "primvar" not in base else [1.0] * 4
        info = None
        if base.get("file"):
            info = self._with_opacity(base, opacity) if opacity.get("file") else self._info(base)
            factor = [float(np.clip(value, 0, 1)) for value in base["scale"][:3]] + [1.0] if info else factor
        elif opacity.get("file"):
            info = self._with_opacity(None, opacity)
        if info:
            pbr["baseColorTexture"] = info
        if opacity.get("file"):
            factor[3] = float(np.clip(opacity["scale"][3], 0, 1)) if opacity["channel"] == "a" else 1.0
        elif opacity.get("value") is not None:
            factor[3] = float(np.clip(opacity["value"], 0, 1))
        pbr["baseColorFactor"] = factor
        if opacity.get("file") or factor[3] < 1:
            made["alphaMode"] = "MASK" if threshold > 0 else "BLEND"
            if threshold > 0:
                made["alphaCutoff"] = min(threshold, 1.0)

    def _with_opacity(self, base: Mapping[str, Any] | None, opacity: Mapping[str, Any]) -> dict[str, Any] | None:
        """The base colour with its opacity as alpha: as it stands where it already is, else packed."""
        if base is not None and base["file"] == opacity["file"] and opacity["channel"] == "a":
            return self._info(base)
        mask = self._channel(opacity)
        data = self._load(base["file"]) if base is not None else None
        color = self._open(data, base["file"]) if data is not None and base is not None else None
        if mask is None:
            return self._info(base) if base is not None else None
        packed = pictures.with_alpha(color or Image.new("RGB", mask.size, "white"), mask)
        source = base or opacity
        return self._placed(self._image(packed, str(source["file"])), source)

    def _packed(self, pbr: dict[str, Any], inputs: Inputs, *, specular: bool) -> None:
        rough, metal = inputs.get("roughness", {}), inputs.get("metallic", {}) if not specular else {}
        pbr["roughnessFactor"] = _number(rough, 0.5, "g")
        pbr["metallicFactor"] = _number(metal, 0.0, "b")
        if not (rough.get("file") or metal.get("file")):
            return
        fits = all(not one.get("file") or one["channel"] == want for one, want in ((rough, "g"), (metal, "b")))
        same = rough.get("file", metal.get("file")) == metal.get("file", rough.get("file"))
        source = rough if rough.get("file") else metal
        if fits and same:
            info = self._info(source)
        else:
            opened = [self._channel(one) if one.get("file") else None for one in (rough, metal)]
            info = None
            if any(one is not None for one in opened):
                info = self._placed(self._image(pictures.pack(*opened), str(source["file"])), source)
        if info:
            pbr["metallicRoughnessTexture"] = info

    def _others(self, made: dict[str, Any], inputs: Inputs) -> None:
        normal, occlusion, glow = (inputs.get(one, {}) for one in ("normal", "occlusion", "emissiveColor"))
        info = self._info(normal) if normal.get("file") else None
        if info:
            strength = abs(float(normal["scale"][0])) / 2 if any(normal["bias"]) else 1.0
            made["normalTexture"] = info | ({"scale": strength} if abs(strength - 1) > 1e-6 else {})
        info = self._red(occlusion) if occlusion.get("file") else None
        if info:
            strength = float(np.clip(occlusion["scale"][0], 0, 1))
            made["occlusionTexture"] = info | ({"strength": strength} if strength < 1 else {})
        info = self._info(glow) if glow.get("file") else None
        if info:
            made["emissiveTexture"] = info
        factor = [float(np.clip(one, 0, 1)) for one in glow["scale"][:3]] if info else _color(glow.get("value"), 0.0)
        if max(factor) > 0:
            made["emissiveFactor"] = factor

    def _red(self, one: Mapping[str, Any]) -> dict[str, Any] | None:
        """The picture, its channel moved to red where it is another."""
        if one["channel"] in ("r", "rgb"):
            return self._info(one)
        gray = self._channel(one)
        return None if gray is None else self._placed(self._image(pictures.as_png(gray), str(one["file"])), one)

    def _info(self, one: Mapping[str, Any]) -> dict[str, Any] | None:
        data = self._load(str(one["file"]))
        return None if data is None else self._placed(self._image(data, str(one["file"])), one)

    def _load(self, name: str) -> bytes | None:
        stored = self.files.find(name.replace("<UDIM>", "1001"))
        if stored is None or not stored.casefold().endswith((*PICTURES, ".avif")):
            note = f'texture "{name}" is named but not there: left out'
            if note not in self.guesses:
                self.guesses.append(note)
            return None
        return self.files.load(stored)

    def _open(self, data: bytes, name: str) -> Image.Image | None:
        try:
            return pictures.open_picture(data, name, self.limits)
        except ArkitError as error:
            self.guesses.append(f"{error.message}: left out")
            return None

    def _channel(self, one: Mapping[str, Any]) -> Image.Image | None:
        data = self._load(str(one["file"]))
        opened = None if data is None else self._open(data, str(one["file"]))
        if opened is None or opened.mode in ("L", "I;16", "I"):
            return opened
        return opened.convert("RGBA").getchannel(_CHANNELS.get(str(one["channel"]), 0))

    def _image(self, data: bytes, name: str) -> int:
        """The image's index, -1 where it cannot be read; PNG and JPEG as they are, the rest as PNG."""
        if pictures.mime_type(data) not in ("image/png", "image/jpeg"):
            opened = self._open(data, name)
            if opened is None:
                return -1
            data = pictures.as_png(opened)
        digests = [hashlib.sha256(one).digest() for one in self._bytes]
        digest = hashlib.sha256(data).digest()
        if digest in digests:
            return digests.index(digest)
        stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        self._images.append({"name": stem, "mimeType": pictures.mime_type(data)})
        self._bytes.append(data)
        return len(self._bytes) - 1

    def _placed(self, image: int, one: Mapping[str, Any]) -> dict[str, Any] | None:
        """A textureInfo: the picture with its wrap, and USD's moved uv (v up) as KHR_texture_transform (v down)."""
        if image < 0:
            return None
        wraps = [_WRAPS.get(name, 10497) for name in one["wrap"]]
        sampler = {"magFilter": 9729, "minFilter": 9987, "wrapS": wraps[0], "wrapT": wraps[1]}
        if sampler not in self._samplers:
            self._samplers.append(sampler)
        texture = {"source": image, "sampler": self._samplers.index(sampler)}
        if texture not in self._textures:
            self._textures.append(texture)
        info: dict[str, Any] = {"index": self._textures.index(texture)}
        if one["place"] == 1:
            info["texCoord"] = 1
        if "uv_scale" in one:
            angle = float(np.radians(one["uv_rotation"]))
            (sx, sy), (tx, ty) = one["uv_scale"], one["uv_translation"]
            offset = [tx - float(np.sin(angle)) * sy, 1 - ty - float(np.cos(angle)) * sy]
            moved = {"scale": [sx, sy], "offset": offset} | ({"rotation": angle} if angle else {})
            info["extensions"] = {"KHR_texture_transform": moved}
        return info


def _color(value: Any, plain: float) -> list[float]:
    """Linear 0…1; USD's colours are linear."""
    if isinstance(value, list) and len(value) >= 3:
        return [float(np.clip(np.nan_to_num(one), 0, 1)) for one in value[:3]]
    return [plain] * 3


def _number(one: Mapping[str, Any], plain: float, channel: str) -> float:
    if one.get("file"):
        return float(np.clip(one["scale"][_CHANNELS[channel]], 0, 1)) if one["channel"] == channel else 1.0
    return float(np.clip(one["value"], 0, 1)) if one.get("value") is not None else plain


__all__ = ["UsdSurfaces"]
