"""Point at the first of equal things: accessors, images, samplers, textures, materials, meshes; `prune` drops the rest.

Names of materials and meshes are looked up by shops' programs, so they count as a difference; names of pictures and
textures do not. Nothing is renumbered, so an extension that is not known still finds what it refers to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from typing import Any

from arkit.document import Document
from arkit.transforms.draft import Draft, Transform, draft
from arkit.transforms.holders import KINDS, holders, pinned

_NAMED = ("materials", "meshes")
_ARRAY_KEYS = ("componentType", "type", "normalized")


def dedup() -> Transform:
    """Let everything that refers to one of several equal things refer to the first of them.

    A mesh that becomes shared is drawn at each of its nodes as before. What an extension that is not known here, or a
    JSON pointer of an animation, may mean is left alone on both sides.
    """

    def run(document: Document) -> Document:
        work = draft(document)
        for kind in KINDS:  # in this order: textures are equal once their images are
            _point(work, kind, pinned(work.gltf, kind))
        return work.document()

    return run


def _point(work: Draft, kind: str, alone: set[int]) -> None:
    first: dict[Hashable, int] = {}
    target = [
        index if index in alone else first.setdefault(_mark(work, kind, index), index)
        for index in range(len(work.gltf.get(kind, [])))
    ]
    if target == list(range(len(target))):
        return
    for holder, place in list(holders(work.gltf, kind)):
        holder[place] = target[holder[place]]


def _mark(work: Draft, kind: str, index: int) -> Hashable:
    """What two things must have in common to be one."""
    entry: dict[str, Any] = work.gltf[kind][index]
    if kind == "accessors":
        array = work.arrays[index]
        stored = hashlib.sha256(array.tobytes()).digest()
        others = {key: value for key, value in entry.items() if key in _ARRAY_KEYS or key in ("extensions", "extras")}
        return array.shape, stored, _text(others)
    kept = entry if kind in _NAMED else {key: value for key, value in entry.items() if key != "name"}
    return _text(kept), hashlib.sha256(work.images[index]).digest() if kind == "images" else b""


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


__all__ = ["dedup"]
