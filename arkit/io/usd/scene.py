"""Take a USD stage apart with usd-core, in the process of parser_process.py.

Stdin is a stored zip of the stage's layers, the root layer first, and nothing else: no picture is opened here. A layer
may only name layers of that zip; what else it names is taken out of it before the stage is composed.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

_MOST_PRIMS, _MOST_PIECES, _DEEPEST = 200_000, 50_000, 256
_INPUTS = ("diffuseColor", "emissiveColor", "roughness", "metallic", "opacity", "normal", "occlusion")
_NUMBERS = ("opacityThreshold", "useSpecularWorkflow", "clearcoat", "clearcoatRoughness")


def load() -> None:
    """Import the parser, and what it would otherwise import late."""
    from pxr import Sdf, Usd, UsdGeom, UsdShade, Vt  # noqa: F401


def take_apart(data: bytes, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """The head of a stage; arrays of its meshes go into `arrays`."""
    from pxr import Tf

    try:
        return _stage(data, arrays)
    except Tf.ErrorException as error:
        found = re.search(r" in file \S+ : '(.*)", str(error), re.DOTALL)
        plain = (found.group(1) if found else str(error)).replace(f"{Path.cwd()}/", "")
        return {"error": " ".join(plain.rstrip("')").split())[:160]}


def _stage(data: bytes, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    from pxr import Sdf, Usd, UsdGeom

    names = _unpack(data)
    outside: list[str] = []
    layers = [Sdf.Layer.FindOrOpen(str(Path.cwd() / name)) for name in names]
    if layers[0] is None:
        return {"error": "usd-core cannot open its root layer"}
    for name, layer in zip(names, layers, strict=True):
        if layer is not None:
            outside += _close(layer, name, set(names))
    stage = Usd.Stage.Open(layers[0])
    walk = _Walk(stage, arrays)
    walk.prims(stage.GetPseudoRoot(), None, 0)
    return {
        "unit_m": float(UsdGeom.GetStageMetersPerUnit(stage)) if stage.HasAuthoredMetadata("metersPerUnit") else 0.0,
        "up": str(UsdGeom.GetStageUpAxis(stage)).lower() if stage.HasAuthoredMetadata("upAxis") else "",
        "outside": outside,
        "places": walk.places,
        "pieces": walk.pieces,
        "materials": [_material(one) for one in walk.materials.values()],
        "hidden": walk.hidden,
        "others": sorted(walk.others),
        "subdivided": walk.subdivided,
    }


def _unpack(data: bytes) -> list[str]:
    names = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            path = Path.cwd() / entry.filename
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(entry))
            names.append(entry.filename)
    return names


def _close(layer: Any, name: str, known: set[str]) -> list[str]:
    """Take out of a layer every sublayer, reference, payload and clip that is none of the known layers."""
    left_out = []
    for asset in layer.GetCompositionAssetDependencies():
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(name), asset))
        if inside not in known:
            left_out.append(asset)
            layer.UpdateCompositionAssetDependency(asset, "")

    def without_clips(path: Any) -> None:
        spec = layer.GetObjectAtPath(path)
        if path.IsPrimPath() and spec is not None and spec.HasInfo("clips"):
            spec.ClearInfo("clips")
            left_out.append("value clips")

    layer.Traverse("/", without_clips)
    return left_out


class _Walk:
    """The visible meshes of a stage, each geometry once."""

    def __init__(self, stage: Any, arrays: dict[str, np.ndarray]) -> None:
        from pxr import UsdGeom

        self.stage, self.arrays = stage, arrays
        self.cache = UsdGeom.XformCache()
        self.places: list[dict[str, Any]] = []
        self.pieces: list[dict[str, Any]] = []
        self.materials: dict[str, Any] = {}
        self.meshes: dict[tuple[str, str, str], int] = {}
        self.others: set[str] = set()
        self.hidden = self.subdivided = self.count = 0

    def prims(self, prim: Any, above: int | None, depth: int) -> None:
        """Everything below a prim, as a viewer would draw it: visible, of the default or render purpose."""
        from pxr import Usd, UsdGeom

        for child in prim.GetFilteredChildren(Usd.TraverseInstanceProxies()):
            self.count += 1
            if self.count > _MOST_PRIMS or depth > _DEEPEST:
                raise ValueError(f"more than {_MOST_PRIMS} prims, or nested deeper than {_DEEPEST}")
            image = UsdGeom.Imageable(child)
            if image and image.GetVisibilityAttr().Get() == UsdGeom.Tokens.invisible:
                self.hidden += 1
                continue
            if image and image.ComputePurpose() in (UsdGeom.Tokens.proxy, UsdGeom.Tokens.guide):
                self.hidden += 1
                continue
            place = self.place(child, above)
            if child.IsA(UsdGeom.Mesh):
                self.mesh(child, np.array(self.cache.GetLocalToWorldTransform(child)).T, place)
            elif child.IsA(UsdGeom.PointInstancer):
                self.instancer(child, place)
                continue
            elif child.IsA(UsdGeom.Gprim):
                self.others.add(str(child.GetTypeName()))
            self.prims(child, place, depth + 1)

    def place(self, prim: Any, above: int | None) -> int:
        """A new place for a prim, at its origin in the world."""
        at = self.cache.GetLocalToWorldTransform(prim).ExtractTranslation()
        name = prim.GetDisplayName() or prim.GetName()
        self.places.append({"name": name, "parent": above, "pivot": [float(one) for one in at]})
        return len(self.places) - 1

    def instancer(self, prim: Any, place: int) -> None:
        """Every instance of a point instancer's prototypes, in its rest pose."""
        from pxr import Usd, UsdGeom

        instancer = UsdGeom.PointInstancer(prim)
        time = Usd.TimeCode.EarliestTime()
        matrices = instancer.ComputeInstanceTransformsAtTime(time, time) or []
        prototypes = [self.stage.GetPrimAtPath(path) for path in instancer.GetPrototypesRel().GetTargets()]
        world = np.array(self.cache.GetLocalToWorldTransform(prim)).T
        for matrix, which in zip(matrices, instancer.GetProtoIndicesAttr().Get() or [], strict=False):
            if not 0 <= which < len(prototypes) or not prototypes[which]:
                continue
            for one in Usd.PrimRange(prototypes[which], Usd.TraverseInstanceProxies()):
                if one.IsA(UsdGeom.Mesh):
                    inner, _ = self.cache.ComputeRelativeTransform(one, prototypes[which])
                    self.mesh(one, world @ np.array(matrix).T @ np.array(inner).T, place)

    def mesh(self, prim: Any, matrix: np.ndarray, place: int) -> None:
        """One piece: a mesh where it stands, its faces' materials."""
        from pxr import UsdGeom

        if len(self.pieces) >= _MOST_PIECES:
            raise ValueError(f"more than {_MOST_PIECES} meshes")
        mesh = UsdGeom.Mesh(prim)
        chosen, slots, wanted = self.bindings(mesh)
        stands = prim.GetPrimInPrototype() if prim.IsInstanceProxy() else prim
        key = (str(stands.GetPath()), *wanted)
        if key not in self.meshes:
            if not _arrays(mesh, f"mesh{len(self.meshes)}", chosen, wanted, self.arrays):
                return
            self.meshes[key] = len(self.meshes)
            self.subdivided += mesh.GetSubdivisionSchemeAttr().Get() != UsdGeom.Tokens.none
        self.pieces.append(
            {
                "name": prim.GetDisplayName() or prim.GetName(),
                "mesh": self.meshes[key],
                "materials": slots,
                "matrix": matrix.tolist(),
                "place": place,
                "double_sided": bool(mesh.GetDoubleSidedAttr().Get()),
            }
        )

    def bindings(self, mesh: Any) -> tuple[np.ndarray | None, list[int], tuple[str, str]]:
        """Of each face its slot (None: all the first), the material of each slot (-1 none), the uvs they read."""
        from pxr import UsdGeom, UsdShade

        def bound(prim: Any) -> int:
            material, _ = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()
            if not material:
                return -1
            path = str(material.GetPath())
            self.materials.setdefault(path, material)
            return list(self.materials).index(path)

        slots = [bound(mesh.GetPrim())]
        subsets = UsdGeom.Subset.GetGeomSubsets(mesh, UsdGeom.Tokens.face, UsdShade.Tokens.materialBind)
        chosen = None
        if subsets:
            chosen = np.zeros(len(mesh.GetFaceVertexCountsAttr().Get() or []), dtype=np.int64)
            for subset in subsets:
                faces = np.array(subset.GetIndicesAttr().Get() or [], dtype=np.int64)
                slots.append(bound(subset.GetPrim()))
                chosen[faces[(faces >= 0) & (faces < len(chosen))]] = len(slots) - 1
        for slot in slots:
            if slot >= 0:
                uvs = _material(list(self.materials.values())[slot])["uvs"]
                if uvs:
                    return chosen, slots, (uvs[0], uvs[1] if len(uvs) > 1 else "")
        return chosen, slots, ("st", "")


def _arrays(
    mesh: Any, key: str, chosen: np.ndarray | None, uvs: tuple[str, str], arrays: dict[str, np.ndarray]
) -> bool:
    """Arrays of one mesh, as `pieces.py` reads them; False where it has no faces."""
    from pxr import Usd, UsdGeom

    time = Usd.TimeCode.EarliestTime()
    counts = np.array(mesh.GetFaceVertexCountsAttr().Get(time) or [], dtype=np.int64)
    corners = np.array(mesh.GetFaceVertexIndicesAttr().Get(time) or [], dtype=np.int64)
    points = np.array(mesh.GetPointsAttr().Get(time) or [], dtype=np.float64).reshape(-1, 3)
    if not len(counts):
        return False
    if (counts < 0).any() or counts.sum() != len(corners) or corners.min(initial=0) < 0:
        raise ValueError(f"{mesh.GetPath()}: faces and corners do not agree")
    if corners.max(initial=-1) >= len(points):
        raise ValueError(f"{mesh.GetPath()}: a face asks for point {corners.max()} of {len(points)}")
    firsts = np.cumsum(counts) - counts
    order = np.arange(len(corners))
    if mesh.GetOrientationAttr().Get() == UsdGeom.Tokens.leftHanded:
        owner = np.repeat(np.arange(len(counts)), counts)
        order = (2 * firsts + counts - 1)[owner] - order
    arrays[f"{key} faces"] = np.stack([firsts, counts], axis=1)
    arrays[f"{key} face_material"] = chosen if chosen is not None else np.zeros(len(counts), dtype=np.int64)
    arrays[f"{key} position"], arrays[f"{key} position at"] = points, corners[order]
    _attributes(mesh, key, uvs, (counts, corners, order), arrays)
    return True


def _attributes(mesh: Any, key: str, uvs: tuple[str, str], shape: Any, arrays: dict[str, np.ndarray]) -> None:
    from pxr import Usd, UsdGeom

    time = Usd.TimeCode.EarliestTime()
    primvars = UsdGeom.PrimvarsAPI(mesh.GetPrim())
    normals = primvars.GetPrimvar("normals")
    if mesh.GetSubdivisionSchemeAttr().Get() == UsdGeom.Tokens.none:
        if normals and normals.HasValue():
            _primvar(normals, f"{key} normal", shape, 3, arrays)
        elif mesh.GetNormalsAttr().HasValue():
            values = np.array(mesh.GetNormalsAttr().Get(time), dtype=np.float64).reshape(-1, 3)
            _store(values, None, str(mesh.GetNormalsInterpolation()), f"{key} normal", shape, arrays)
    named = [primvars.GetPrimvar(one) for one in (uvs[0], "st", "UVMap", "map1")]
    pairs = [one for one in primvars.GetPrimvars() if str(one.GetTypeName()) in ("texCoord2f[]", "float2[]")]
    for one in (*named, *pairs):
        if one and one.HasValue() and _primvar(one, f"{key} uv", shape, 2, arrays):
            break
    second = primvars.GetPrimvar(uvs[1]) if uvs[1] else None
    if second and second.HasValue():
        _primvar(second, f"{key} uv1", shape, 2, arrays)
    color = primvars.GetPrimvar("displayColor")
    if color and color.HasValue():
        _primvar(color, f"{key} color", shape, 3, arrays)


def _primvar(primvar: Any, key: str, shape: Any, width: int, arrays: dict[str, np.ndarray]) -> bool:
    from pxr import Usd

    time = Usd.TimeCode.EarliestTime()
    values = np.array(primvar.Get(time) or [], dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != width or not len(values):
        return False
    table = np.array(primvar.GetIndices(time) or [], dtype=np.int64) if primvar.IsIndexed() else None
    return _store(values, table, str(primvar.GetInterpolation()), key, shape, arrays)


def _store(
    values: np.ndarray, table: np.ndarray | None, kind: str, key: str, shape: Any, arrays: dict[str, np.ndarray]
) -> bool:
    """Values and, of each corner, which one; nothing where they do not fit the mesh."""
    counts, corners, order = shape
    at = {
        "constant": np.zeros(len(corners), dtype=np.int64),
        "uniform": np.repeat(np.arange(len(counts)), counts),
        "vertex": corners[order],
        "varying": corners[order],
        "faceVarying": order,
    }.get(kind)
    if at is None:
        return False
    if table is not None:
        if at.max(initial=-1) >= len(table):
            return False
        at = table[at]
    if at.min(initial=0) < 0 or at.max(initial=-1) >= len(values):
        return False
    arrays[key], arrays[f"{key} at"] = values, at
    return True


def _material(material: Any) -> dict[str, Any]:
    """Numbers and pictures of a UsdPreviewSurface; no inputs where the material has none."""
    found: dict[str, Any] = {
        "name": material.GetPrim().GetDisplayName() or material.GetPrim().GetName(),
        "inputs": {},
        "uvs": [],
        "known": False,
    }
    surface = material.ComputeSurfaceSource()[0]
    if not surface or surface.GetIdAttr().Get() != "UsdPreviewSurface":
        return found
    found["known"] = True
    for name in _INPUTS:
        one = surface.GetInput(name)
        if one:
            found["inputs"][name] = _input(one)
    found["uvs"] = list(dict.fromkeys(one["uv"] for one in found["inputs"].values() if "uv" in one))
    for name in _NUMBERS:
        one = surface.GetInput(name)
        value = one.Get() if one else None
        if value is not None:
            found[name] = float(value)
    return found


def _input(one: Any) -> dict[str, Any]:
    """A value, or the picture that gives it: file, channel, scale, bias, wrap, and the uv it is read by."""
    from pxr import UsdShade

    producers = UsdShade.Utils.GetValueProducingAttributes(one)
    attribute = producers[0] if producers else None
    if attribute is None:
        return {}
    shader = UsdShade.Shader(attribute.GetPrim())
    kind = shader.GetIdAttr().Get() if shader else None
    if kind is None or not UsdShade.Output.IsOutput(attribute):
        return {"value": _plain(attribute.Get())}
    if kind.startswith("UsdPrimvarReader"):
        return {"primvar": str(_value(shader, "varname") or "")}
    if kind != "UsdUVTexture":
        return {}
    asset = _value(shader, "file")
    found = {
        "file": str(asset.path) if asset is not None else "",
        "channel": attribute.GetBaseName(),
        "scale": _plain(_value(shader, "scale")) or [1.0] * 4,
        "bias": _plain(_value(shader, "bias")) or [0.0] * 4,
        "wrap": [str(_value(shader, name) or "useMetadata") for name in ("wrapS", "wrapT")],
    }
    return found | _reader(shader.GetInput("st"))


def _reader(one: Any) -> dict[str, Any]:
    """Which uv a texture reads, and how it is moved on the way."""
    from pxr import UsdShade

    found: dict[str, Any] = {"uv": "st"}
    for _ in range(4):
        producers = UsdShade.Utils.GetValueProducingAttributes(one) if one else []
        if not producers:
            return found
        shader = UsdShade.Shader(producers[0].GetPrim())
        kind = shader.GetIdAttr().Get() if shader else None
        if kind == "UsdPrimvarReader_float2":
            return found | {"uv": str(_value(shader, "varname") or "st")}
        if kind != "UsdTransform2d":
            return found
        keys = (("scale", [1.0, 1.0]), ("rotation", 0.0), ("translation", [0.0, 0.0]))
        found |= {f"uv_{key}": _plain(_value(shader, key)) or plain for key, plain in keys}
        one = shader.GetInput("in")
    return found


def _value(shader: Any, name: str) -> Any:
    from pxr import UsdShade

    one = shader.GetInput(name)
    producers = UsdShade.Utils.GetValueProducingAttributes(one) if one else []
    return producers[0].Get() if producers else None


def _plain(value: Any) -> Any:
    """A number or a list of numbers."""
    if value is None or isinstance(value, (int, float)):
        return value
    try:
        return [float(one) for one in value]
    except (TypeError, ValueError):
        return None


__all__ = ["load", "take_apart"]
