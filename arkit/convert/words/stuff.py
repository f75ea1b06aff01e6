"""What each material of a document is, as far as its numbers and its name say: colour by surface, finish, substance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.checks import base_pixels
from arkit.color import linear_to_lab, srgb_to_linear
from arkit.convert.words.colors import color_names
from arkit.document import Document, indices, instances, primitive_of, values
from arkit.spaces import apply

_CLEAR = 0.35  # opacity
_POINTS = 600  # a material: enough for parts of one in a hundred
# Substances by what a material is called; the first that fits. English, Chinese, words in its name.
_CALLED: tuple[tuple[str, str, str], ...] = (
    ("velvet", "天鹅绒", "velvet|velour|天鹅绒|丝绒"),
    ("leather", "皮革", "leather|suede|皮革|真皮|麂皮"),
    ("bouclé", "圈圈绒", "boucle|bouclé|圈圈绒"),
    ("felt", "毛毡", "felt|毛毡"),
    ("wool", "羊毛", "wool|羊毛"),
    ("linen", "亚麻", "linen|亚麻"),
    ("fabric", "织物", "fabric|cloth|textile|cotton|damask|weave|grosgrain|cushion|织物|面料|布"),
    ("walnut", "胡桃木", "walnut|胡桃"),
    ("oak", "橡木", "oak|橡木"),
    ("ash wood", "白蜡木", "ash|白蜡"),
    ("wood", "木材", "wood|timber|plywood|birch|beech|pine|木"),
    ("marble", "大理石", "marble|大理石"),
    ("travertine", "洞石", "travertine|洞石"),
    ("stone", "石材", "stone|granite|terrazzo|concrete|石"),
    ("ceramic", "陶瓷", "ceramic|porcelain|clay|陶|瓷"),
    ("glass", "玻璃", "glass|lens|lenses|玻璃|镜片"),
    ("brass", "黄铜", "brass|黄铜"),
    ("gold", "金", "gold|黄金"),
    ("silver", "银", "silver|银"),
    ("chrome", "镀铬", "chrome|镀铬"),
    ("steel", "钢", "steel|iron|钢|铁"),
    ("aluminium", "铝", "alu|aluminium|aluminum|铝"),
    ("metal", "金属", "metal|screw|hinge|金属"),
    ("acetate", "板材", "acetate|醋酸|板材"),
    ("rubber", "橡胶", "rubber|tyre|tire|橡胶"),
    ("paper", "纸", "paper|纸"),
    ("pearl", "珍珠", "pearl|珍珠"),
    ("plastic", "塑料", "plastic|塑料"),
)
_FABRICS = {"velvet", "bouclé", "felt", "wool", "linen", "fabric"}
_METALS = {"brass", "gold", "silver", "chrome", "steel", "aluminium", "metal"}


@dataclass(frozen=True, slots=True)
class Stuff:
    """One material as it is seen.

    Attributes:
        name: what the document calls it.
        part: of the product's surface, 0…1.
        color, finish, substance: (English, Chinese); finish and substance are ("", "") where nothing says.
        pattern: the second colour where the material has two of about equal rank, else ("", "").
    """

    name: str
    part: float
    color: tuple[str, str]
    finish: tuple[str, str]
    substance: tuple[str, str]
    pattern: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Held:
    """Triangles (m, 3) of one material: uv (n, 2) and vertex colours (n, 3), or None; the area (m,) of each."""

    triangles: np.ndarray
    uv: np.ndarray | None
    tint: np.ndarray | None
    areas: np.ndarray

    @property
    def area(self) -> float:
        return float(self.areas.sum())


def stuffs(document: Document) -> tuple[Stuff, ...]:
    """The materials that the document's own variant shows, the largest surface first."""
    groups: dict[int | None, list[_Held]] = {}
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        triangles = indices(document, primitive)
        if len(triangles):
            points = apply(instance.T_document_node, values(document, primitive["attributes"]["POSITION"]))
            held = _Held(triangles, _uv(document, primitive), _tints(document, primitive), _areas(points, triangles))
            groups.setdefault(primitive.get("material"), []).append(held)
    areas = {place: sum(one.area for one in held) for place, held in groups.items()}
    whole = max(sum(areas.values()), 1e-30)
    found = [_stuff(document, place, held, areas[place] / whole) for place, held in groups.items()]
    return tuple(sorted(found, key=lambda one: -one.part))


def _stuff(document: Document, place: int | None, held: list[_Held], part: float) -> Stuff:
    material = {} if place is None else document.gltf["materials"][place]
    lab = _labs(document, material, held)
    names = color_names(lab, np.ones(len(lab)))
    pattern = ("", "")
    if len(names) > 1 and names[1][2] > 0.33:
        pattern = names[1][:2]
    substance = _substance(material)
    color = ("clear", "透明") if _clear(material) else names[0][:2]
    return Stuff(material.get("name", ""), part, color, _finish(material, substance[0]), substance, pattern)


def _clear(material: Mapping[str, Any]) -> bool:
    """Whether so little of a surface's own colour is seen that it has none."""
    alpha = material.get("pbrMetallicRoughness", {}).get("baseColorFactor", (1, 1, 1, 1))[3]
    return bool(material.get("alphaMode") == "BLEND" and alpha < _CLEAR)


def _labs(document: Document, material: Mapping[str, Any], held: list[_Held]) -> np.ndarray:
    """(n, 3) CIELAB of the base colour at points spread evenly over a material's surface."""
    pbr = material.get("pbrMetallicRoughness", {})
    factor = np.asarray(pbr.get("baseColorFactor", (1, 1, 1, 1))[:3], dtype=np.float64)
    pixels = base_pixels(document, pbr)
    if pixels is None and all(one.tint is None for one in held):
        return linear_to_lab(_seen(material, factor)[None])
    whole = sum(one.area for one in held)
    found = []
    for one in held:
        count = max(8, round(_POINTS * one.area / max(whole, 1e-30)))
        which, weights = _spread(one.areas, count)
        corners = one.triangles[which]
        color = np.broadcast_to(factor, (count, 3))
        if pixels is not None and one.uv is not None:
            color = color * _painted(pixels, np.einsum("nk,nkc->nc", weights, one.uv[corners]))
        if one.tint is not None:
            color = color * np.einsum("nk,nkc->nc", weights, one.tint[corners])
        found.append(linear_to_lab(_seen(material, color)))
    return np.concatenate(found)


def _painted(pixels: np.ndarray, uv: np.ndarray) -> np.ndarray:
    """(n, 3) linear light of a picture's texels at uv (n, 2); it repeats."""
    height, width = pixels.shape[:2]
    column, row = (np.floor(uv % 1 * (width, height)).astype(int) % (width, height)).T
    return srgb_to_linear(pixels[row, column])


def _tints(document: Document, primitive: Mapping[str, Any]) -> np.ndarray | None:
    """(n, 3) vertex colours, linear light."""
    place = primitive["attributes"].get("COLOR_0")
    return None if place is None else values(document, place)[:, :3]


def _seen(material: Mapping[str, Any], linear: np.ndarray) -> np.ndarray:
    """Base colour with the colour of its sheen laid over it: cloth often has a black base and all colour there."""
    sheen = material.get("extensions", {}).get("KHR_materials_sheen", {})
    if "sheenColorTexture" in sheen:
        return linear
    shine = np.asarray(sheen.get("sheenColorFactor", (0, 0, 0)), dtype=np.float64)
    return np.asarray(linear * (1 - 0.3 * shine.max()) + 0.3 * shine)


def _spread(areas: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points spread evenly over triangles, the same every time: the triangle (count,) and its corners' weights."""
    steps = np.cumsum(areas)
    random = np.random.default_rng(0)
    which = np.searchsorted(steps, (np.arange(count) + 0.5) / count * steps[-1]).clip(0, len(areas) - 1)
    u, v = random.random((2, count))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return which, np.stack([1 - u - v, u, v], axis=1)


def _uv(document: Document, primitive: Mapping[str, Any]) -> np.ndarray | None:
    """(n, 2) uv of the base colour picture, scaled and moved as it says; a turn is left out: colours stay the same."""
    if "material" not in primitive:
        return None
    info = document.gltf["materials"][primitive["material"]].get("pbrMetallicRoughness", {}).get("baseColorTexture")
    if info is None:
        return None
    moved = info.get("extensions", {}).get("KHR_texture_transform", {})
    key = f"TEXCOORD_{moved.get('texCoord', info.get('texCoord', 0))}"
    if key not in primitive["attributes"]:
        return None
    uv = values(document, primitive["attributes"][key])
    return np.asarray(uv * moved.get("scale", (1, 1)) + np.asarray(moved.get("offset", (0, 0))))


def _substance(material: Mapping[str, Any]) -> tuple[str, str]:
    """What it is made of: by its name, else by what only such a thing has (sheen, transmission, metalness)."""
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", str(material.get("name", ""))).lower().replace("_", " ")
    for english, chinese, pattern in _CALLED:
        called = any(one in words for one in pattern.split("|"))  # sooner than making 28 patterns ready
        if called and re.search(rf"(?<![a-z])(?:{pattern})(?![a-rt-z])", words):
            return english, chinese
    extensions, pbr = material.get("extensions", {}), material.get("pbrMetallicRoughness", {})
    if any(extensions.get("KHR_materials_sheen", {}).get("sheenColorFactor", (0,))):
        return "fabric", "织物"
    clear = extensions.get("KHR_materials_transmission", {}).get("transmissionFactor", 0) > 0.3
    if clear or (material.get("alphaMode") == "BLEND" and pbr.get("baseColorFactor", (1, 1, 1, 1))[3] < 0.7):
        return "glass", "玻璃"
    if "metallicRoughnessTexture" not in pbr and pbr.get("metallicFactor", 1) > 0.5 and pbr:
        return "metal", "金属"
    return "", ""


def _finish(material: Mapping[str, Any], substance: str) -> tuple[str, str]:
    """Matte, satin or glossy; nothing for cloth and glass, whose word says it."""
    pbr = material.get("pbrMetallicRoughness", {})
    if substance in _FABRICS or substance in ("glass", "leather") or "metallicRoughnessTexture" in pbr:
        return "", ""
    coated = material.get("extensions", {}).get("KHR_materials_clearcoat", {}).get("clearcoatFactor", 0) > 0.3
    rough = pbr.get("roughnessFactor", 1)
    if substance in _METALS:
        return ("polished", "抛光") if rough < 0.25 else ("brushed", "拉丝") if rough > 0.5 else ("", "")
    if coated or rough < 0.3:
        return "glossy", "亮面"
    return ("matte", "哑光") if rough >= 0.65 else ("satin", "半哑光")


def _areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(m,) of triangles (m, 3) over points (n, 3), by columns, which is several times sooner."""
    corners = triangles.T.astype(np.intp)
    x, y, z = (column.take(corners) for column in points.T.copy())
    (ux, uy, uz), (vx, vy, vz) = ((x[at] - x[0], y[at] - y[0], z[at] - z[0]) for at in (1, 2))
    return np.asarray(np.sqrt((uy * vz - uz * vy) ** 2 + (uz * vx - ux * vz) ** 2 + (ux * vy - uy * vx) ** 2) / 2)


__all__ = ["Stuff", "stuffs"]
