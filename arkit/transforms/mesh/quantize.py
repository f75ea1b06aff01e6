"""Store vertices as small integers (KHR_mesh_quantization), to a step that no screen shows.

Positions of all meshes lie on grids of one step, so that parts that touched still touch: a 65,536th of the product's
longest side, 0.01 mm on a chair, and 0.05 mm at most. No vertex moves by more than half a step along an axis.

Tried: geometry's KB after meshopt, PSNR and ΔE against float geometry in three.js (4 views, 384 px):

    steps, normals, uv            SheenChair            ChairDamaskPurplegold  GlamVelvetSofa
    2^14, 9 bits, 1/4 texel       286, 48.2 dB, 0.09    99, 48.9 dB, 0.12      40.5, 49.8 dB, 0.10
    2^15, 9 bits, 1/4 texel       290, 51.3, 0.08       100, 50.6, 0.10        41.3, 52.4, 0.09
    2^16, 9 bits, 1/4 texel       297, 53.5, 0.07       103, 53.6, 0.09        42.4, 54.1, 0.08
    2^17, 9 bits, 1/4 texel       297, 53.0, 0.07       103, 53.2, 0.09        42.4, 54.6, 0.08
    2^16, 8 bits, 1/4 texel       294, 52.8, 0.10       102, 52.7, 0.12        42.0, 53.1, 0.14
    2^16, 10 bits, 1/4 texel      302, 53.9, 0.05       104, 53.9, 0.08        43.2, 54.7, 0.05
    2^16, 9 bits, 1/8 texel       307, 54.4, 0.06       105, 54.4, 0.08        42.9, 54.1, 0.08
    2^16, 9 bits, 1/2 texel       286, 50.2, 0.10       100, 51.6, 0.13        41.7, 54.1, 0.09
    2^16, 12 bits, 1/16 texel     331, 55.7, 0.02       112, 55.8, 0.04        45.5, 55.1, 0.02

Positions decide, by what they do where surfaces nearly touch, and two more bits a side cost 4 %: 2^16, 10 bits and an
eighth of a texel stay. Uv as floats of one exponent pack better than as shifted 16-bit numbers: SheenChair's second
set 39 KB for 64.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from arkit.document import Document, bounds, instances
from arkit.errors import CheckError, NotFoundError
from arkit.transforms.draft import Draft, Transform, draft
from arkit.transforms.pictures.uv_steps import FEWEST
from arkit.transforms.pictures.uv_steps import uv_bits as texel_bits

STEP_M = 5e-5  # at most, however large the product
NORMAL_BITS = 10
_STEPS = 65_536  # along the product's longest side
_LEAST = 1_023  # along a mesh's, however small it is
_MOST = 65_534
_PLAIN_NODE = {"name", "mesh", "extras"}  # any transform of its own is a pivot: the hinge of a temple, a wheel's axle


def quantize(*, step_m: float | None = None, normal_bits: int = NORMAL_BITS, uv_bits: int | None = None) -> Transform:
    """Quantize positions, normals, tangents, uv and colours of type float32.

    A mesh's node carries the way back to metres; where a node has a place of its own or more to do than to hold a mesh,
    a new child carries it, so that hinges stay where they are. Skinned, morphed and GPU-instanced meshes keep float
    positions. Without `step_m` the step is a 65,536th of the document's longest side, 0.05 mm at most. Uv stay floats,
    on a grid of `uv_bits` a unit: by default an eighth of a texel of the largest picture that is read through them.
    """
    if not ((step_m is None or step_m > 0) and 8 <= normal_bits <= 16 and (uv_bits is None or 8 <= uv_bits <= 16)):
        raise CheckError(f"quantize: expected step_m > 0 and 8 to 16 bits, got {step_m}, {normal_bits}, {uv_bits}")

    def run(document: Document) -> Document:
        work = draft(document)
        changed = _positions(work, document, _step_m(document) if step_m is None else step_m)
        needed = texel_bits(work)
        done: dict[tuple[int, str], int] = {}
        for primitive in work.primitives():
            attributes = primitive["attributes"]
            for key in attributes:
                way = _way(key, normal_bits, uv_bits or needed.get(attributes[key], FEWEST))
                if way is None or work.arrays[attributes[key]].dtype != np.float32:
                    continue
                mark = (attributes[key], key.split("_")[0])
                if mark not in done:
                    array = way(work.arrays[attributes[key]].astype(np.float64))
                    done[mark] = work.add(array, normalized=array.dtype.kind in "iu")
                    changed |= key.startswith("TEXCOORD") is False or array.dtype.kind == "u"
                attributes[key] = done[mark]
        if changed:
            work.use("KHR_mesh_quantization", required=True)
        return work.document()

    return run


def _step_m(document: Document) -> float:
    """The step that suits a document's size."""
    try:
        low, high = bounds(document)
    except NotFoundError:
        return STEP_M
    return float(np.clip((high - low).max() / _STEPS, 1e-9, STEP_M))


def _way(key: str, normal_bits: int, uv_bits: int) -> Any:
    if key == "NORMAL":
        return lambda rows: octahedral(rows, normal_bits)
    if key == "TANGENT":
        return lambda rows: _tangents(rows, normal_bits)
    if key.startswith("TEXCOORD_"):
        return lambda rows: _uv(rows, uv_bits)
    if key.startswith("COLOR_"):
        return lambda rows: np.round(np.clip(rows, 0, 1) * 65535).astype(np.uint16)
    return None


def octahedral(rows: np.ndarray, bits: int) -> np.ndarray:
    """Unit vectors (n, 3) as int16, each moved to the nearest point of an octahedral grid of `bits` a side.

    On that grid a compressor stores two small numbers a normal. 10 bits turn a normal by 0.2 degrees at most.

    Source:
        Cigolle et al., "A survey of efficient representations for independent unit vectors", JCGT 2014.
    """
    flat = rows / np.maximum(np.abs(rows).sum(axis=1, keepdims=True), 1e-12)
    sign = np.where(flat[:, :2] >= 0, 1.0, -1.0)
    folded = np.where(flat[:, 2:] >= 0, flat[:, :2], (1 - np.abs(flat[:, 1::-1])) * sign)
    top = 2 ** (bits - 1) - 1
    grid = np.round(folded * top) / top
    height = 1 - np.abs(grid).sum(axis=1, keepdims=True)
    side = grid + np.where(grid >= 0, 1, -1) * np.minimum(height, 0)
    found = np.concatenate([side, height], axis=1)
    return np.round(found / np.linalg.norm(found, axis=1, keepdims=True) * 32767).astype(np.int16)


def _tangents(rows: np.ndarray, bits: int) -> np.ndarray:
    """Like normals; the fourth component stays exactly 1 or -1."""
    signs = np.where(rows[:, 3:] < 0, -32767, 32767).astype(np.int16)
    return np.concatenate([octahedral(rows[:, :3], bits), signs], axis=1)


def _uv(rows: np.ndarray, bits: int) -> np.ndarray:
    return (np.round(rows * 2**bits) / 2**bits).astype(np.float32)


def _positions(work: Draft, document: Document, step_m: float) -> bool:
    scales = _mesh_scales(document)
    holders = _mesh_nodes(work.gltf)
    animated = _animated(work.gltf)
    done = False
    for index, mesh in enumerate(work.gltf.get("meshes", [])):
        nodes = [work.gltf["nodes"][node] for node in holders.get(index, [])]
        if index not in scales or not _can(work, mesh, nodes):
            continue
        stored = [work.arrays[one["attributes"]["POSITION"]].astype(np.float64) for one in mesh["primitives"]]
        low, high = np.min([a.min(axis=0) for a in stored], axis=0), np.max([a.max(axis=0) for a in stored], axis=0)
        longest = float((high - low).max())
        if longest <= 0:
            continue
        step = float(np.clip(step_m / scales[index], longest / _MOST, longest / _LEAST))
        middle = np.round((low + high) / 2 / step) * step
        for primitive, rows in zip(mesh["primitives"], stored, strict=True):
            grid = np.clip(np.round((rows - middle) / step), -32767, 32767).astype(np.int16)
            primitive["attributes"]["POSITION"] = work.add(grid, normalized=True)
        for node in holders[index]:
            _carry(work, node, middle, step * 32767, node in animated)
        done = True
    return done


def _can(work: Draft, mesh: Mapping[str, Any], nodes: list[dict[str, Any]]) -> bool:
    floats = all(work.arrays[one["attributes"]["POSITION"]].dtype == np.float32 for one in mesh["primitives"])
    morphed = any("targets" in one for one in mesh["primitives"])
    bound = any("skin" in node or "EXT_mesh_gpu_instancing" in node.get("extensions", {}) for node in nodes)
    return floats and not morphed and not bound and bool(nodes)


def _mesh_scales(document: Document) -> dict[int, float]:
    """For each drawn mesh the largest factor from its own units to metres."""
    scales: dict[int, float] = {}
    for instance in instances(document):
        factor = float(np.linalg.norm(instance.T_document_node[:3, :3], axis=0).max())
        scales[instance.mesh] = max(scales.get(instance.mesh, 1e-12), factor)
    return scales


def _mesh_nodes(gltf: Mapping[str, Any]) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = {}
    for index, node in enumerate(gltf.get("nodes", [])):
        if "mesh" in node:
            holders.setdefault(node["mesh"], []).append(index)
    return holders


def _animated(gltf: Mapping[str, Any]) -> set[int]:
    """Nodes that a channel moves or a skin uses: they keep their own transform."""
    channels = [channel for one in gltf.get("animations", []) for channel in one.get("channels", [])]
    moved = {channel.get("target", {}).get("node", -1) for channel in channels}
    joints = {joint for skin in gltf.get("skins", []) for joint in (*skin.get("joints", []), skin.get("skeleton", -1))}
    return (
        moved
        | joints
        | ({*range(len(gltf["nodes"]))} if "KHR_animation_pointer" in str(gltf.get("extensionsUsed")) else set())
    )


def _carry(work: Draft, index: int, offset: np.ndarray, factor: float, animated: bool) -> None:
    """Let the node (or a new child of it) take the mesh from the grid back to its own units."""
    node = work.gltf["nodes"][index]
    if animated or not set(node) <= _PLAIN_NODE:
        child = {"mesh": node.pop("mesh"), "translation": offset.tolist(), "scale": [factor] * 3}
        work.gltf["nodes"].append(child)
        node["children"] = [*node.get("children", []), len(work.gltf["nodes"]) - 1]
        return
    node["translation"], node["scale"] = offset.tolist(), [factor] * 3


__all__ = ["NORMAL_BITS", "STEP_M", "octahedral", "quantize"]
