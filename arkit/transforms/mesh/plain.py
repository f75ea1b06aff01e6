"""Undo quantization: float32 vertices that every store and tool reads."""

from __future__ import annotations

import numpy as np

from arkit.document import Document, values
from arkit.transforms.draft import Transform, draft

_ONLY_HINTS = {"KHR_texture_transform", "EXT_texture_webp", "KHR_materials_variants", "KHR_lights_punctual"}


def plain() -> Transform:
    """Turn quantized positions, normals, tangents and uv into float32; nodes stay as they are.

    KHR_mesh_quantization goes, and what glTF readers may ignore is no longer required.
    """

    def run(document: Document) -> Document:
        work = draft(document)
        done: dict[int, int] = {}
        for primitive in work.primitives():
            for group in (primitive["attributes"], *primitive.get("targets", [])):
                for key, old in group.items():
                    wanted = key in ("POSITION", "NORMAL", "TANGENT") or key.startswith("TEXCOORD_")
                    if wanted and work.arrays[old].dtype != np.float32:
                        if old not in done:
                            rows = values(document, old).astype(np.float32)
                            done[old] = work.add(rows)
                            bounds = {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
                            work.gltf["accessors"][done[old]] |= bounds
                        group[key] = done[old]
        work.disuse("KHR_mesh_quantization")
        required = work.gltf.pop("extensionsRequired", [])
        left = [one for one in required if one not in _ONLY_HINTS and not one.startswith("KHR_materials_")]
        if left:
            work.gltf["extensionsRequired"] = left
        return work.document()

    return run


__all__ = ["plain"]
