"""Lenses stored as paint become glass: what is behind them is seen darker and in their colour, not greyed over.

Most glasses come with lenses of `alphaMode: BLEND`: by the letter a coat of matt paint, which in front of a face is a
grey veil. A lens is smooth and no metal; that is how it is told from nose pads and sleeves. Files with
KHR_materials_transmission say it themselves and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from arkit.document import Document

SMOOTH = 0.16  # roughness below which a blended, not metallic surface is taken for glass


def with_glass(document: Document) -> Document:
    """The document with its lenses marked for the renderer (`extras.glass`)."""
    materials = document.gltf.get("materials", [])
    if not any(is_lens(entry) for entry in materials):
        return document
    marked = [
        {**entry, "extras": {**entry.get("extras", {}), "glass": True}} if is_lens(entry) else entry
        for entry in materials
    ]
    return replace(document, gltf={**document.gltf, "materials": marked})


def is_lens(entry: Mapping[str, Any]) -> bool:
    """Whether a glTF material is a lens stored as paint."""
    pbr = entry.get("pbrMetallicRoughness", {})
    extensions = entry.get("extensions", {})
    if entry.get("alphaMode") != "BLEND" or "KHR_materials_unlit" in extensions:
        return False
    if extensions.get("KHR_materials_transmission", {}).get("transmissionFactor", 0) > 0:
        return False
    return pbr.get("metallicFactor", 1.0) <= 0.1 and pbr.get("roughnessFactor", 1.0) <= SMOOTH


__all__ = ["SMOOTH", "is_lens", "with_glass"]
