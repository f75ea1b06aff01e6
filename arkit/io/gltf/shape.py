"""Whether a glTF's JSON has the types glTF 2.0 gives its properties: what arkit follows, checked at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arkit.errors import ReadError

NUMBER, WHOLE, TEXT, FLAG, OBJECT = "a number", "a whole number", "a text", "true or false", "an object"
_TYPES: dict[str, tuple[type, ...]] = {
    NUMBER: (int, float),
    WHOLE: (int,),
    TEXT: (str,),
    FLAG: (bool,),
    OBJECT: (dict,),
}
_MOST = 1e30  # beyond it float32 ends, and with it every length, colour and index

# A shape is a kind, {key: shape} ("key!" must be there, "*" is every key), [shape of each], or (shape, count).
_NAMED = {"name": TEXT}
_INFO = {
    "index!": WHOLE,
    "texCoord": WHOLE,
    "scale": NUMBER,
    "strength": NUMBER,
    "extensions": {
        "KHR_texture_transform": {
            "offset": (NUMBER, 2),
            "scale": (NUMBER, 2),
            "rotation": NUMBER,
            "texCoord": WHOLE,
        }
    },
}
_COLOR = (NUMBER, 3)
_MATERIAL_EXTENSIONS = {
    "KHR_materials_sheen": {
        "sheenColorFactor": _COLOR,
        "sheenRoughnessFactor": NUMBER,
        "sheenColorTexture": _INFO,
        "sheenRoughnessTexture": _INFO,
    },
    "KHR_materials_clearcoat": {
        "clearcoatFactor": NUMBER,
        "clearcoatRoughnessFactor": NUMBER,
        "clearcoatTexture": _INFO,
        "clearcoatRoughnessTexture": _INFO,
        "clearcoatNormalTexture": _INFO,
    },
    "KHR_materials_specular": {
        "specularFactor": NUMBER,
        "specularColorFactor": _COLOR,
        "specularTexture": _INFO,
        "specularColorTexture": _INFO,
    },
    "KHR_materials_transmission": {"transmissionFactor": NUMBER, "transmissionTexture": _INFO},
    "KHR_materials_volume": {
        "thicknessFactor": NUMBER,
        "attenuationDistance": NUMBER,
        "attenuationColor": _COLOR,
        "thicknessTexture": _INFO,
    },
    "KHR_materials_ior": {"ior": NUMBER},
    "KHR_materials_emissive_strength": {"emissiveStrength": NUMBER},
}
_MATERIAL = _NAMED | {
    "pbrMetallicRoughness": {
        "baseColorFactor": (NUMBER, 4),
        "metallicFactor": NUMBER,
        "roughnessFactor": NUMBER,
        "baseColorTexture": _INFO,
        "metallicRoughnessTexture": _INFO,
    },
    "emissiveFactor": _COLOR,
    "alphaMode": TEXT,
    "alphaCutoff": NUMBER,
    "doubleSided": FLAG,
    "normalTexture": _INFO,
    "occlusionTexture": _INFO,
    "emissiveTexture": _INFO,
    "extensions": _MATERIAL_EXTENSIONS,
}
_PRIMITIVE = {
    "attributes": {"*": WHOLE},
    "indices": WHOLE,
    "material": WHOLE,
    "mode": WHOLE,
    "targets": [{"*": WHOLE}],
    "extensions": {"KHR_materials_variants": {"mappings!": [{"material!": WHOLE, "variants!": [WHOLE]}]}},
}
_NODE = _NAMED | {
    "children": [WHOLE],
    "mesh": WHOLE,
    "skin": WHOLE,
    "camera": WHOLE,
    "matrix": (NUMBER, 16),
    "translation": (NUMBER, 3),
    "rotation": (NUMBER, 4),
    "scale": (NUMBER, 3),
    "weights": [NUMBER],
    "extensions": {"EXT_mesh_gpu_instancing": {"attributes": {"*": WHOLE}}},
}
_ANIMATION = _NAMED | {
    "channels": [{"sampler!": WHOLE, "target!": {"node": WHOLE, "path": TEXT}}],
    "samplers": [{"input!": WHOLE, "output!": WHOLE, "interpolation": TEXT}],
}
_VIEW_HOLDER = {"bufferView": WHOLE, "componentType": WHOLE, "byteOffset": WHOLE}
GLTF = {
    "asset": {"version": TEXT, "generator": TEXT, "copyright": TEXT},
    "extensionsUsed": [TEXT],
    "extensionsRequired": [TEXT],
    "scene": WHOLE,
    "scenes": [_NAMED | {"nodes": [WHOLE]}],
    "nodes": [_NODE],
    "meshes": [_NAMED | {"primitives": [_PRIMITIVE], "weights": [NUMBER]}],
    "materials": [_MATERIAL],
    "textures": [_NAMED | {"source": WHOLE, "sampler": WHOLE, "extensions": {"*": {"source": WHOLE}}}],
    "samplers": [_NAMED | {"magFilter": WHOLE, "minFilter": WHOLE, "wrapS": WHOLE, "wrapT": WHOLE}],
    "images": [_NAMED | {"uri": TEXT, "mimeType": TEXT, "bufferView": WHOLE}],
    "accessors": [
        _NAMED
        | {"type": TEXT, "normalized": FLAG, "min": [NUMBER], "max": [NUMBER]}
        | {"sparse": {"count": WHOLE, "indices": _VIEW_HOLDER, "values": _VIEW_HOLDER}}
        | _VIEW_HOLDER
    ],
    "skins": [_NAMED | {"joints": [WHOLE], "skeleton": WHOLE, "inverseBindMatrices": WHOLE}],
    "animations": [_ANIMATION],
    "extensions": {"KHR_materials_variants": {"variants!": [{"name!": TEXT}]}},
}


def check_shape(value: object, name: str, shape: Any = GLTF, path: str = "") -> None:
    """Refuse a value whose type is not `shape`, and an "extensions" that is no object of objects.

    Args:
        value: parsed JSON.
        name: of the file, for the sentence.
        shape: see above.
        path: where `value` stands, "nodes[3].matrix".

    Raises:
        ReadError: the sentence names the property and what it should be.
    """
    if isinstance(shape, str):
        _check_kind(value, name, shape, path)
    elif isinstance(shape, Mapping):
        _check_object(value, name, shape, path)
    elif isinstance(value, list):
        if isinstance(shape, tuple) and len(value) != shape[1]:
            raise ReadError(f"{name}: expected {path} to have {shape[1]} numbers, got {len(value)}")
        for place, one in enumerate(value):
            check_shape(one, name, shape[0], f"{path}[{place}]")
    else:
        raise ReadError(f"{name}: expected {path} to be a list, got {_shown(value)}")


def _check_kind(value: object, name: str, kind: str, path: str) -> None:
    fits = isinstance(value, _TYPES[kind]) and (kind == FLAG) == isinstance(value, bool)
    if isinstance(value, (int, float)) and not -_MOST < value < _MOST:
        fits = False
    if not fits:
        raise ReadError(f"{name}: expected {path or 'glTF'} to be {kind}, got {_shown(value)}")


def _check_object(value: object, name: str, shape: Mapping[str, Any], path: str) -> None:
    _check_kind(value, name, OBJECT, path)
    assert isinstance(value, dict)
    dot = f"{path}." if path else ""
    if "extensions" in value:
        check_shape(value["extensions"], name, {"*": OBJECT}, f"{dot}extensions")
    for key, inner in shape.items():
        if key == "*":
            for own, child in value.items():
                check_shape(child, name, inner, f"{dot}{own}")
        elif key.removesuffix("!") in value:
            check_shape(value[key.removesuffix("!")], name, inner, dot + key.removesuffix("!"))
        elif key.endswith("!"):
            raise ReadError(f'{name}: expected {path} to have "{key[:-1]}", found none')


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


__all__ = ["check_shape"]
