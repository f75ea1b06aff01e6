"""A document on the GPU: one part per primitive where it stands, materials, textures, and what casts shadows.

Poses of skins and weights of morphs are not applied: a product is drawn as its mesh lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.document import Document, indices, instances, material_index, primitive_of, values
from arkit.draw.caster import Casters
from arkit.draw.material import SLOTS, Material, material
from arkit.draw.projection import corners
from arkit.draw.texture import mirror_scale, upload_texture
from arkit.errors import NotFoundError
from arkit.spaces import apply

# glTF attribute → (shader input, components)
_INPUTS = {
    "POSITION": ("in_position", 3),
    "NORMAL": ("in_normal", 3),
    "TANGENT": ("in_tangent", 4),
    "TEXCOORD_0": ("in_uv0", 2),
    "TEXCOORD_1": ("in_uv1", 2),
    "COLOR_0": ("in_color", 4),
}


@dataclass(slots=True)
class Part:
    """One primitive where it stands.

    Attributes:
        primitive: its glTF object, which knows the material of each variant.
        T_document_node: (4, 4) node to document space.
        corners_m: (8, 3) corners of its box, document space.
        buffers: shader input to (buffer, format).
        indices: index buffer, uint32.
        triangles: how many.
        features: #define names its attributes bring.
        arrays: vertex arrays by program.
    """

    primitive: Mapping[str, Any]
    T_document_node: np.ndarray
    corners_m: np.ndarray
    buffers: Mapping[str, tuple[Any, str]]
    indices: Any
    triangles: int
    features: frozenset[str]
    arrays: dict[int, Any] = field(default_factory=dict)

    def array(self, ctx: Any, program: Any) -> Any:
        """The vertex array that feeds `program`, made at first use."""
        key = id(program)
        if key not in self.arrays:
            content = [(buffer, layout, name) for name, (buffer, layout) in self.buffers.items() if name in program]
            self.arrays[key] = ctx.vertex_array(program, content, self.indices, index_element_size=4)
        return self.arrays[key]


@dataclass(slots=True)
class Surface:
    """A material with its block and textures (by slot) on the GPU."""

    material: Material
    block: Any
    textures: Mapping[str, Any]


class Model:
    """A document on the GPU. Materials come when first drawn: a variant nobody looks at costs nothing."""

    def __init__(self, ctx: Any, document: Document, parts: tuple[Part, ...]) -> None:
        self._ctx = ctx
        self._document = document
        self.parts = parts
        self.corners_m = np.concatenate([part.corners_m for part in parts])
        self.casters = Casters(ctx, document, parts)
        self._surfaces: dict[int | None, Surface] = {}
        self._textures: dict[tuple[int, bool], Any] = {}

    def surface(self, part: Part, variant: str | None) -> Surface:
        """What `part` is made of in `variant` (by name; None for the file's own)."""
        index = material_index(self._document, part.primitive, variant)
        if index not in self._surfaces:
            entry = {} if index is None else self._document.gltf["materials"][index]
            made = material(entry)
            textures = {slot: self._texture(number, SLOTS[slot]) for slot, number in made.textures.items()}
            self._surfaces[index] = Surface(made, self._ctx.buffer(self._scaled(made)), textures)
        return self._surfaces[index]

    def release(self) -> None:
        """Give the memory back."""
        self.casters.release()
        for part in self.parts:
            for owned in (*part.arrays.values(), part.indices, *(buffer for buffer, _ in part.buffers.values())):
                owned.release()
        for surface in self._surfaces.values():
            surface.block.release()
        for texture in self._textures.values():
            texture.release()

    def _texture(self, number: int, srgb: bool) -> Any:
        key = (number, srgb)
        if key not in self._textures:
            self._textures[key] = upload_texture(self._ctx, self._document, number, srgb=srgb)
        return self._textures[key]

    def _scaled(self, made: Material) -> bytes:
        """The material's block with the coordinates of mirrored pictures halved."""
        rows = np.frombuffer(made.block, dtype=np.float32).reshape(-1, 4).copy()
        first = len(rows) - 2 * len(SLOTS)
        for number, slot in enumerate(SLOTS):
            if slot in made.textures:
                scale = mirror_scale(self._document, made.textures[slot])
                rows[first + 2 * number, :3] *= scale[0]
                rows[first + 2 * number + 1, :3] *= scale[1]
        return rows.tobytes()


def upload(ctx: Any, document: Document) -> Model:
    """Upload the triangles of the default scene.

    Raises:
        NotFoundError: it has none.
    """
    buffers: dict[tuple[int, str], Any] = {}
    parts = []
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        triangles = indices(document, primitive)
        if len(triangles):
            parts.append(_part(ctx, document, primitive, triangles, instance.T_document_node, buffers))
    if not parts:
        raise NotFoundError("document: expected at least one triangle to draw, found none")
    return Model(ctx, document, tuple(parts))


def _part(
    ctx: Any,
    document: Document,
    primitive: Mapping[str, Any],
    triangles: np.ndarray,
    T_document_node: np.ndarray,
    buffers: dict[tuple[int, str], Any],
) -> Part:
    attributes = primitive["attributes"]
    found = {}
    for name, (input_name, components) in _INPUTS.items():
        if name in attributes:
            key = (attributes[name], name)
            if key not in buffers:
                buffers[key] = ctx.buffer(_padded(values(document, attributes[name]), components).tobytes())
            found[input_name] = (buffers[key], f"{components}f")
    positions = values(document, attributes["POSITION"])[np.unique(triangles)]
    box = corners(positions.min(axis=0), positions.max(axis=0))
    return Part(
        primitive=primitive,
        T_document_node=T_document_node,
        corners_m=apply(T_document_node, box),
        buffers=found,
        indices=ctx.buffer(np.ascontiguousarray(triangles, dtype=np.uint32).tobytes()),
        triangles=len(triangles),
        features=frozenset(f"HAS_{name}" for name in _INPUTS if name in attributes),
    )


def _padded(array: np.ndarray, components: int) -> np.ndarray:
    """(n, components) float32; a colour without alpha gets 1."""
    full = np.ones((len(array), components), dtype=np.float32)
    full[:, : array.shape[1]] = array[:, :components]
    return full


__all__ = ["Model", "Part", "Surface", "upload"]
