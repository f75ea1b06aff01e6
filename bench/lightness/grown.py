"""Inputs of any size, made here: a rough ball with a picture, and the same as a coloured scan."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def rough_ball(triangles: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A ball of about half a metre with bumps of several sizes.

    Returns:
        positions (n, 3) float32 in metres, uv (n, 2) float32, faces (m, 3) uint32 with m near `triangles`.
    """
    rings = max(3, round((triangles / 4) ** 0.5))
    v, u = np.meshgrid(np.linspace(0, 1, rings + 1), np.linspace(0, 1, 2 * rings + 1), indexing="ij")
    polar, around = np.pi * v, 2 * np.pi * u
    waves = sum(np.sin(k * polar) * np.cos(k * around) / k for k in (3, 8, 21, 55))
    radius = 0.25 + 0.02 * np.sin(polar) * waves
    points = np.stack([np.sin(polar) * np.cos(around), np.cos(polar), np.sin(polar) * np.sin(around)], axis=-1)
    positions = (points * radius[..., None]).reshape(-1, 3).astype(np.float32)
    here = (np.arange(rings)[:, None] * (2 * rings + 1) + np.arange(2 * rings)).ravel()
    below = here + 2 * rings + 1
    faces = np.concatenate([np.stack([here, here + 1, below], 1), np.stack([here + 1, below + 1, below], 1)])
    return positions, np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32), faces.astype(np.uint32)


def picture(side_px: int) -> bytes:
    """A JPEG with detail at every scale, like a photographed cloth."""
    random = np.random.default_rng(3)
    total = np.zeros((side_px, side_px, 3), np.float32)
    cells = 8
    while cells <= side_px:
        noise = (random.random((cells, cells, 3)) * 255).astype(np.uint8)
        layer = Image.fromarray(noise).resize((side_px, side_px), Image.Resampling.BICUBIC)
        total += np.asarray(layer, np.float32) / np.log2(cells)
        cells *= 4
    stream = io.BytesIO()
    Image.fromarray((total * (255 / total.max())).astype(np.uint8)).save(stream, "JPEG", quality=92)
    return stream.getvalue()


def ball_glb(path: Path, *, triangles: int, texture_px: int) -> None:
    """Write the ball as plain GLB with one base colour picture."""
    positions, uv, faces = rough_ball(triangles)
    parts = [positions.tobytes(), uv.tobytes(), faces.tobytes(), picture(texture_px)]
    parts = [part + b"\0" * (-len(part) % 4) for part in parts]
    starts = [sum(map(len, parts[:place])) for place in range(len(parts))]
    gltf: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "ball"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2, "material": 0}]}],
        "materials": [{"name": "cloth", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "textures": [{"source": 0}],
        "images": [{"bufferView": 3, "mimeType": "image/jpeg"}],
        "buffers": [{"byteLength": sum(map(len, parts))}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": start, "byteLength": len(part)}
            for start, part in zip(starts, parts, strict=True)
        ],
        "accessors": [
            _accessor(0, 5126, "VEC3", len(positions))
            | {"min": positions.min(axis=0).tolist(), "max": positions.max(axis=0).tolist()},
            _accessor(1, 5126, "VEC2", len(uv)),
            _accessor(2, 5125, "SCALAR", faces.size),
        ],
    }
    text = json.dumps(gltf).encode()
    text += b" " * (-len(text) % 4)
    body = b"".join(parts)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(body), 0x004E4942) + body
    path.write_bytes(struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks)


def _accessor(view: int, component: int, kind: str, count: int) -> dict[str, Any]:
    return {"bufferView": view, "componentType": component, "type": kind, "count": count}


def scan_ply(path: Path, *, triangles: int) -> None:
    """Write the ball as a binary PLY with vertex colours, as scanners do."""
    positions, uv, faces = rough_ball(triangles)
    vertices = np.zeros(len(positions), [("p", "<f4", 3), ("c", "u1", 3)])
    vertices["p"] = positions
    vertices["c"][:, :2] = (uv * 255).astype(np.uint8)
    vertices["c"][:, 2] = (np.abs(positions[:, 1]) * 900 % 255).astype(np.uint8)
    rows = np.zeros(len(faces), [("n", "u1"), ("i", "<i4", 3)])
    rows["n"], rows["i"] = 3, faces
    header = (
        f"ply\nformat binary_little_endian 1.0\nelement vertex {len(positions)}\n"
        "property float x\nproperty float y\nproperty float z\n"
        "property uchar red\nproperty uchar green\nproperty uchar blue\n"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    path.write_bytes(header.encode("ascii") + vertices.tobytes() + rows.tobytes())


__all__ = ["ball_glb", "picture", "rough_ball", "scan_ply"]
