"""glTF's metallic-roughness material as UsdPreviewSurface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.document import Document

_WRAPS = {33071: "clamp", 33648: "mirror", 10497: "repeat"}


@dataclass(slots=True)
class UsdMaterials:
    """The materials of one stage, made when first asked for. `pictures[i]` is the file name of image i."""

    stage: Any
    document: Document
    pictures: Sequence[str]
    _made: dict[tuple[int, bool], Any] = field(default_factory=dict)

    def get(self, index: int, colored: bool) -> Any:
        """The UsdShade material of a glTF material; `colored` where the mesh has vertex colours."""
        if (index, colored) not in self._made:
            path = f"/Product/Materials/material_{index}{'_colored' if colored else ''}"
            self._made[index, colored] = _Maker(self, path).make(self.document.gltf["materials"][index], colored)
        return self._made[index, colored]


@dataclass(slots=True)
class _Maker:
    owner: UsdMaterials
    path: str
    _count: int = 0

    def make(self, material: Mapping[str, Any], colored: bool) -> Any:
        from pxr import Sdf, UsdShade

        made = UsdShade.Material.Define(self.owner.stage, self.path)
        if material.get("name"):
            made.GetPrim().SetDisplayName(str(material["name"]))
        surface = self._shader("surface", "UsdPreviewSurface")
        made.CreateSurfaceOutput().ConnectToSource(surface.CreateOutput("surface", Sdf.ValueTypeNames.Token))
        pbr = material.get("pbrMetallicRoughness", {})
        self._base(surface, material, pbr, colored)
        self._packed(surface, pbr)
        self._others(surface, material)
        coat = material.get("extensions", {}).get("KHR_materials_clearcoat", {})
        if coat.get("clearcoatFactor"):
            self._number(surface, "clearcoat", coat["clearcoatFactor"])
            self._number(surface, "clearcoatRoughness", coat.get("clearcoatRoughnessFactor", 0))
        return made

    def _base(self, surface: Any, material: Mapping[str, Any], pbr: Mapping[str, Any], colored: bool) -> None:
        from pxr import Sdf

        factor = [float(value) for value in pbr.get("baseColorFactor", (1, 1, 1, 1))]
        info = pbr.get("baseColorTexture")
        mode = material.get("alphaMode", "OPAQUE")
        color = surface.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f)
        opacity = surface.CreateInput("opacity", Sdf.ValueTypeNames.Float)
        opacity.Set(1.0 if mode == "OPAQUE" else factor[3])
        if info is not None:
            texture = self._texture(info, "sRGB", scale=factor)
            color.ConnectToSource(texture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3))
            if mode != "OPAQUE":
                opacity.ConnectToSource(texture.CreateOutput("a", Sdf.ValueTypeNames.Float))
        elif colored:
            reader = self._shader("colors", "UsdPrimvarReader_float3")
            reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("displayColor")
            color.ConnectToSource(reader.CreateOutput("result", Sdf.ValueTypeNames.Float3))
        else:
            color.Set(tuple(factor[:3]))
        if mode == "MASK":
            self._number(surface, "opacityThreshold", material.get("alphaCutoff", 0.5))

    def _packed(self, surface: Any, pbr: Mapping[str, Any]) -> None:
        from pxr import Sdf

        roughness, metallic = float(pbr.get("roughnessFactor", 1)), float(pbr.get("metallicFactor", 1))
        info = pbr.get("metallicRoughnessTexture")
        if info is None:
            self._number(surface, "roughness", roughness)
            self._number(surface, "metallic", metallic)
            return
        texture = self._texture(info, "raw", scale=[1.0, roughness, metallic, 1.0])
        for name, channel in (("roughness", "g"), ("metallic", "b")):
            output = texture.CreateOutput(channel, Sdf.ValueTypeNames.Float)
            surface.CreateInput(name, Sdf.ValueTypeNames.Float).ConnectToSource(output)

    def _others(self, surface: Any, material: Mapping[str, Any]) -> None:
        from pxr import Sdf

        if "normalTexture" in material:
            strength = float(material["normalTexture"].get("scale", 1))
            scale, bias = [2 * strength, 2 * strength, 2.0, 1.0], [-strength, -strength, -1.0, 0.0]
            texture = self._texture(material["normalTexture"], "raw", scale=scale, bias=bias)
            output = texture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3)
            surface.CreateInput("normal", Sdf.ValueTypeNames.Normal3f).ConnectToSource(output)
        if "occlusionTexture" in material:
            strength = float(material["occlusionTexture"].get("strength", 1))
            scale, bias = [strength] * 3 + [1.0], [1 - strength] * 3 + [0.0]
            texture = self._texture(material["occlusionTexture"], "raw", scale=scale, bias=bias)
            output = texture.CreateOutput("r", Sdf.ValueTypeNames.Float)
            surface.CreateInput("occlusion", Sdf.ValueTypeNames.Float).ConnectToSource(output)
        glow = [float(value) for value in material.get("emissiveFactor", (0, 0, 0))]
        if "emissiveTexture" in material:
            texture = self._texture(material["emissiveTexture"], "sRGB", scale=[*glow, 1.0])
            output = texture.CreateOutput("rgb", Sdf.ValueTypeNames.Float3)
            surface.CreateInput("emissiveColor", Sdf.ValueTypeNames.Color3f).ConnectToSource(output)
        elif any(glow):
            surface.CreateInput("emissiveColor", Sdf.ValueTypeNames.Color3f).Set(tuple(glow))

    def _texture(
        self, info: Mapping[str, Any], space: str, *, scale: Sequence[float], bias: Sequence[float] | None = None
    ) -> Any:
        from pxr import Gf, Sdf

        texture = self.owner.document.gltf["textures"][info["index"]]
        samplers = self.owner.document.gltf.get("samplers", [])
        sampler = samplers[texture["sampler"]] if "sampler" in texture else {}
        shader = self._shader(f"texture_{self._count}", "UsdUVTexture")
        picture = self.owner.pictures[texture["source"]]
        shader.CreateInput("file", Sdf.ValueTypeNames.Asset).Set(Sdf.AssetPath(f"./{picture}"))
        shader.CreateInput("sourceColorSpace", Sdf.ValueTypeNames.Token).Set(space)
        for name in ("wrapS", "wrapT"):
            wrap = _WRAPS.get(sampler.get(name, 10497), "repeat")
            shader.CreateInput(name, Sdf.ValueTypeNames.Token).Set(wrap)
        if list(scale) != [1.0] * 4:
            shader.CreateInput("scale", Sdf.ValueTypeNames.Float4).Set(Gf.Vec4f(*scale))
        if bias is not None and any(bias):
            shader.CreateInput("bias", Sdf.ValueTypeNames.Float4).Set(Gf.Vec4f(*bias))
        shader.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(self._uv(info))
        self._count += 1
        return shader

    def _uv(self, info: Mapping[str, Any]) -> Any:
        """The uv reader, with glTF's KHR_texture_transform (v down) as a UsdTransform2d (v up)."""
        from pxr import Gf, Sdf

        moved = info.get("extensions", {}).get("KHR_texture_transform", {})
        place = int(moved.get("texCoord", info.get("texCoord", 0)))
        reader = self._shader(f"uv_{self._count}", "UsdPrimvarReader_float2")
        reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st" if place == 0 else f"st{place}")
        output = reader.CreateOutput("result", Sdf.ValueTypeNames.Float2)
        if not {"scale", "offset", "rotation"} & set(moved):
            return output
        scale = np.asarray(moved.get("scale", (1, 1)), dtype=np.float64)
        offset = np.asarray(moved.get("offset", (0, 0)), dtype=np.float64)
        angle = float(moved.get("rotation", 0))
        # v' = 1 - (R S (u, 1 - v) + t): the same scale and turn with another offset.
        shift = np.array([np.sin(angle) * scale[1], np.cos(angle) * scale[1]])
        transform = self._shader(f"transform_{self._count}", "UsdTransform2d")
        transform.CreateInput("in", Sdf.ValueTypeNames.Float2).ConnectToSource(output)
        transform.CreateInput("scale", Sdf.ValueTypeNames.Float2).Set(Gf.Vec2f(*scale))
        transform.CreateInput("rotation", Sdf.ValueTypeNames.Float).Set(float(np.degrees(angle)))
        moved_by = Gf.Vec2f(float(offset[0] + shift[0]), float(1 - offset[1] - shift[1]))
        transform.CreateInput("translation", Sdf.ValueTypeNames.Float2).Set(moved_by)
        return transform.CreateOutput("result", Sdf.ValueTypeNames.Float2)

    def _number(self, surface: Any, name: str, value: float) -> None:
        from pxr import Sdf

        surface.CreateInput(name, Sdf.ValueTypeNames.Float).Set(float(value))

    def _shader(self, name: str, kind: str) -> Any:
        from pxr import UsdShade

        shader = UsdShade.Shader.Define(self.owner.stage, f"{self.path}/{name}")
        shader.CreateIdAttr(kind)
        return shader


__all__ = ["UsdMaterials"]
