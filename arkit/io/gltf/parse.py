"""Read glTF and GLB without loss: known data as arrays, everything else as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from arkit.document import Document
from arkit.errors import ReadError
from arkit.io.files import Files
from arkit.io.gltf.accessors import MESHOPTS, Views, read_accessors
from arkit.io.gltf.container import buffer_bytes, parse_json, split_glb, uri_bytes
from arkit.io.gltf.draco import DRACO, undraco
from arkit.io.gltf.references import check_references
from arkit.io.gltf.shape import check_shape
from arkit.io.limits import Limits
from arkit.io.parts.picture import mime_type

_PACKINGS = (*MESHOPTS, DRACO)
_REQUIRED = (
    *_PACKINGS,
    "EXT_mesh_gpu_instancing",
    "EXT_texture_avif",
    "EXT_texture_webp",
    "KHR_lights_punctual",
    "KHR_mesh_quantization",
    "KHR_texture_basisu",
    "KHR_texture_transform",
)
# Other keys than "bufferView" under which extensions keep view indices (EXT_structural_metadata, property tables).
_VIEW_KEYS = {"bufferView", "values", "arrayOffsets", "stringOffsets"}


def read_gltf(data: bytes, name: str, files: Files, limits: Limits) -> tuple[Document, list[str], tuple[str, ...]]:
    """A document, what was guessed on the way, and the extensions that packed its bytes, which are undone."""
    binary = b""
    if data[:4] == b"glTF":
        data, binary = split_glb(data, name)
    gltf = parse_json(data, name, limits)
    check_shape(gltf, name)
    views = Views(gltf.get("bufferViews", []), buffer_bytes(gltf, binary, files, limits, name), limits)
    arrays = list(read_accessors(gltf, views, limits))
    undone = undraco(gltf, views, arrays, limits)
    images = tuple(_image(image, index, views, files) for index, image in enumerate(gltf.get("images", [])))
    check_references(gltf, arrays, limits)
    plain, kept = _without_buffers(gltf, views, undone)
    plain["images"] = [_named(image, data) for image, data in zip(gltf.get("images", []), images, strict=True)]
    guesses = [*_unknown(gltf), *_add_scene(plain)]
    packing = tuple(one for one in gltf.get("extensionsUsed", []) if one in _PACKINGS)
    document = Document({key: value for key, value in plain.items() if value != []}, tuple(arrays), images, kept)
    return document, guesses, packing


def _image(image: Mapping[str, Any], index: int, views: Views, files: Files) -> bytes:
    if "bufferView" in image:
        return views.plain(image["bufferView"])
    if "uri" in image:
        return uri_bytes(image["uri"], files, f"image {index}")
    raise ReadError(f"image {index}: expected a bufferView or a uri, found neither")


def _named(image: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    entry = {key: value for key, value in image.items() if key not in ("bufferView", "uri")}
    entry["mimeType"] = mime_type(data) or image.get("mimeType", "")
    uri = image.get("uri", "")
    if uri and "name" not in entry and not uri.startswith("data:"):
        entry["name"] = uri.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return entry


def _without_buffers(
    gltf: Mapping[str, Any], views: Views, undone: set[int]
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """The JSON without buffers; views that only extensions use stay, in their order, and are pointed at anew."""
    claimed = set(undone)
    for accessor in gltf.get("accessors", []):
        sparse = accessor.get("sparse", {})
        for holder in (accessor, sparse.get("indices", {}), sparse.get("values", {})):
            claimed.add(holder.get("bufferView", -1))
    claimed |= {image.get("bufferView", -1) for image in gltf.get("images", [])}
    pointed = {holder[key] for holder, key in view_references(gltf)}
    kept = [index for index in range(len(views.entries)) if index in pointed or index not in claimed]
    plain = _copied(gltf)
    for holder, key in view_references(plain):
        holder[key] = kept.index(holder[key])
    drop = {"bufferView", "byteOffset", "sparse"}
    plain["accessors"] = [
        {key: value for key, value in entry.items() if key not in drop} for entry in plain.get("accessors", [])
    ]
    plain["bufferViews"] = [_plain_view(views.entries[index]) for index in kept]
    plain.pop("buffers", None)
    for key in ("extensionsUsed", "extensionsRequired"):
        plain[key] = [one for one in plain.get(key, []) if one not in _PACKINGS]
    return plain, tuple(views.plain(index) for index in kept)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(child) for key, child in value.items()}
    return [_copied(child) for child in value] if isinstance(value, list) else value


def _plain_view(entry: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in entry.items() if key not in ("buffer", "byteOffset", "byteLength")}
    others = {key: value for key, value in entry.get("extensions", {}).items() if key not in MESHOPTS}
    kept.pop("extensions", None)
    return {**kept, "extensions": others} if others else kept


def view_references(gltf: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every (object, key) below an "extensions" object that holds the index of a buffer view."""
    count = len(gltf.get("bufferViews", []))
    stack: list[tuple[Any, str]] = [(gltf, "")]
    while stack:
        item, extension = stack.pop()
        if isinstance(item, list):
            stack.extend((child, extension) for child in item)
        elif isinstance(item, dict):
            for key, child in item.items():
                if isinstance(child, int) and _is_reference(key, extension) and 0 <= child < count:
                    yield item, key
                elif key == "extensions" and isinstance(child, dict):
                    stack.extend((body, name) for name, body in child.items() if name not in MESHOPTS)
                elif key != "extras":
                    stack.append((child, extension))


def _is_reference(key: str, extension: str) -> bool:
    if extension == "EXT_structural_metadata":
        return key in _VIEW_KEYS
    return bool(extension) and key == "bufferView"


def _unknown(gltf: Mapping[str, Any]) -> list[str]:
    """What the file says one must know to read it, and we do not."""
    return [
        f"the file requires {one}, which is not known here: it travels untouched and is not drawn"
        for one in gltf.get("extensionsRequired", [])
        if one not in _REQUIRED and not one.startswith("KHR_materials_")
    ]


def _add_scene(gltf: dict[str, Any]) -> list[str]:
    """A library without scenes gets one of all its root nodes, which is said."""
    if gltf.get("scenes") or not gltf.get("nodes"):
        return []
    children = {child for node in gltf["nodes"] for child in node.get("children", [])}
    gltf["scenes"] = [{"nodes": [index for index in range(len(gltf["nodes"])) if index not in children]}]
    gltf["scene"] = 0
    return ["the file has no scene: all its nodes taken as one"]


__all__ = ["read_gltf", "view_references"]
