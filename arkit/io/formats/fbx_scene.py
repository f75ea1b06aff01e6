"""Take an FBX apart with ufbx, in the process of parser_process.py.

It is run by its path and imports nothing of ours. The parser is C, and its binding may crash when it lets a scene go:
here that ends one reader, not the converter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_MAPS = {
    "base": "base_color",
    "emissive": "emission_color",
    "roughness": "roughness",
    "metallic": "metalness",
    "opacity": "opacity",
    "occlusion": "ambient_occlusion",
    "normal": "normal_map",
}

_KEPT: list[Any] = []


class _Held:
    """An object of the binding, all that was ever asked of it kept: it lets go of its objects once too often."""

    def __init__(self, held: Any) -> None:
        _KEPT.append(held)
        self.held = held

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.held, name)
        _KEPT.append(found)
        return _Held(found) if type(found).__module__.startswith("ufbx") and not isinstance(found, tuple) else found

    def all(self) -> list[_Held]:
        """The entries of a list."""
        return [_Held(self.held[place]) for place in range(len(self.held))]


def load() -> None:
    """Import the parser."""
    import ufbx  # noqa: F401


def take_apart(data: bytes, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """The head of an FBX; arrays of its meshes and pictures go into `arrays`."""
    import ufbx

    scene = ufbx.load_memory(data, ignore_animation=True, evaluate_skinning=True, file_format=ufbx.FileFormat.FBX)
    return _scene(_Held(scene), arrays)


def _scene(scene: Any, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """The head of a scene; arrays of its meshes and pictures go into `arrays`."""
    settings = scene.settings
    nodes = [node for node in scene.nodes.all() if node.mesh is not None]
    textures = scene.textures.all()
    places = {texture.element_id: place for place, texture in enumerate(textures)}
    materials = scene.materials.all()
    order = {one.element_id: place for place, one in enumerate(materials)}
    meshes: dict[int, int] = {}
    pieces = []
    tree, owner = _tree(scene)
    for node in nodes:
        if node.visible:
            mesh = node.mesh
            if mesh.element_id not in meshes:
                meshes[mesh.element_id] = len(meshes)
                _mesh(mesh, f"mesh{meshes[mesh.element_id]}", arrays)
            pieces.append(
                {
                    "name": node.name or mesh.name,
                    "mesh": meshes[mesh.element_id],
                    "place": owner.get(node.element_id),
                    "materials": [order.get(one.element_id, -1) for one in node.materials.all()],
                    "matrix": _matrix(node.geometry_to_world) if mesh.skinned_is_local else np.eye(4).tolist(),
                }
            )
    for place, texture in enumerate(textures):
        content = bytes(texture.content or b"")
        if content:
            arrays[f"picture{place}"] = np.frombuffer(content, dtype=np.uint8)
    axes = settings.axes
    return {
        "unit_m": float(settings.unit_meters),
        "axes": [axes.right.name, axes.up.name, axes.front.name],
        "hidden": len(nodes) - len(pieces),
        "skinned": any(len(node.mesh.skin_deformers.all()) for node in nodes),
        "pieces": pieces,
        "places": tree,
        "materials": [_material(one, places) for one in materials],
        "pictures": [one.filename or one.relative_filename or "" for one in textures],
    }


def _tree(scene: Any) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """The tree of nodes below the root, parents first, each at its origin, and of each node its place."""
    places: list[dict[str, Any]] = []
    owner: dict[int, int] = {}
    waiting: list[tuple[Any, int | None]] = [(child, None) for child in reversed(scene.root_node.children.all())]
    while waiting:
        node, above = waiting.pop()
        owner[node.element_id] = len(places)
        at = node.node_to_world.c3
        places.append({"name": node.name, "parent": above, "pivot": [at.x, at.y, at.z]})
        waiting += [(child, owner[node.element_id]) for child in reversed(node.children.all())]
    return places, owner


def _matrix(found: Any) -> list[list[float]]:
    columns = [[one.x, one.y, one.z] for one in (found.c0, found.c1, found.c2, found.c3)]
    return [*np.array(columns).T.tolist(), [0.0, 0.0, 0.0, 1.0]]


def _mesh(mesh: Any, key: str, arrays: dict[str, np.ndarray]) -> None:
    arrays[f"{key} faces"] = np.array(mesh.faces.held, dtype=np.int64).reshape(-1, 2)
    arrays[f"{key} face_material"] = np.array(mesh.face_material.held, dtype=np.int64).reshape(-1)
    for name, held in (
        ("position", mesh.skinned_position),
        ("normal", mesh.skinned_normal),
        ("uv", mesh.vertex_uv),
        ("color", mesh.vertex_color),
    ):
        if held.exists:
            arrays[f"{key} {name}"] = np.array(held.values.held, dtype=np.float64)
            arrays[f"{key} {name} at"] = np.array(held.indices.held, dtype=np.int64).reshape(-1)


def _material(material: Any, places: dict[int, int]) -> dict[str, Any]:
    pbr = material.pbr
    found: dict[str, Any] = {"name": material.name, "maps": {}}
    for slot, name in _MAPS.items():
        held = _map(getattr(pbr, name), places)
        if held:
            found["maps"][slot] = held
    bump = _map(material.fbx.bump, places)
    if bump:
        found["maps"]["bump"] = bump
    for key, name, factor in (
        ("color", "base_color", "base_factor"),
        ("emission", "emission_color", "emission_factor"),
    ):
        part, scale = getattr(pbr, name), getattr(pbr, factor)
        if part.has_value:
            times = scale.value_vec4.x if scale.has_value else 1.0
            found[key] = [part.value_vec4.x * times, part.value_vec4.y * times, part.value_vec4.z * times]
    for key, name in (("roughness", "roughness"), ("metallic", "metalness"), ("alpha", "opacity")):
        part = getattr(pbr, name)
        if part.has_value:
            found[key] = part.value_vec4.x
    if "alpha" not in found and material.fbx.transparency_factor.has_value:
        clear = material.fbx.transparency_color.value_vec4
        found["alpha"] = 1 - material.fbx.transparency_factor.value_vec4.x * (clear.x + clear.y + clear.z) / 3
    return found


def _map(held: Any, places: dict[int, int]) -> dict[str, Any] | None:
    """The picture of a slot: its place among the pictures, and the scale and offset of its uv (v up)."""
    texture = held.texture if held.texture_enabled else None
    if texture is None:
        return None
    files = texture.file_textures.all()
    place = places.get((files[0] if files else texture).element_id)
    if place is None:
        return None
    move = texture.uv_to_texture
    turned = abs(move.c0.y) + abs(move.c1.x) > 1e-6
    scale, offset = ([1.0, 1.0], [0.0, 0.0]) if turned else ([move.c0.x, move.c1.y], [move.c3.x, move.c3.y])
    return {"picture": place, "scale": scale, "offset": offset}


__all__ = ["load", "take_apart"]
