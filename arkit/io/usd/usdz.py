"""Write a document as USDZ for AR Quick Look: UsdPreviewSurface, metres, y up, PNG and JPEG inside.

A USDZ is a still picture of the document: world-space meshes of the default scene in one variant, no animations.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from arkit.document import (
    Document,
    Instance,
    indices,
    instances,
    material_index,
    primitive_of,
    values,
)
from arkit.errors import CheckError, MissingError, UnsupportedError
from arkit.io.atomic import appearing
from arkit.io.usd.material import UsdMaterials
from arkit.spaces import apply

_SUFFIX = {"image/png": "png", "image/jpeg": "jpg"}


def write_usdz(document: Document, path: Path, *, variant: str | None = None) -> int:
    """Write a USDZ, whole or not at all; answers its bytes.

    Raises:
        UnsupportedError: a picture is neither PNG nor JPEG; re-encode with `textures("common")` first.
        CheckError: Pixar's own validators find an error in the package.
    """
    try:
        from pxr import Sdf, UsdUtils
    except ImportError as error:
        raise MissingError("usdz: expected usd-core; pip install usd-core==26.11") from error
    with tempfile.TemporaryDirectory(prefix="usdz-") as folder, appearing(path) as temporary:
        stage_path = Path(folder) / "model.usdc"
        _write_stage(document, stage_path, variant)
        if not UsdUtils.CreateNewARKitUsdzPackage(Sdf.AssetPath(str(stage_path)), str(temporary)):
            raise CheckError(f"{path.name}: expected a USDZ package, usd-core could not make one")
        problems = usd_problems(temporary)
        if problems:
            raise CheckError(f"{path.name}: expected a valid USDZ, usd-core says: {problems[0]}", problems=problems)
        return temporary.stat().st_size


def usd_problems(path: Path) -> tuple[str, ...]:
    """Errors (not warnings) that Pixar's registered validators find in a USD file."""
    from pxr import Usd, UsdValidation

    registry = UsdValidation.ValidationRegistry()
    names = [data.name for data in registry.GetAllValidatorMetadata()]
    stage = Usd.Stage.Open(str(path))
    context = UsdValidation.ValidationContext(registry.GetOrLoadValidatorsByName(names))
    found = context.Validate(stage)
    wrong = [one for one in found if one.GetType() == UsdValidation.ValidationErrorType.Error]
    return tuple(f"{one.GetName()}: {one.GetMessage()}" for one in wrong)


def usd_triangles(path: Path) -> np.ndarray:
    """(m, 3, 3) float64 corners of the triangles of a USD file's meshes, metres: what a viewer will draw."""
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(path))
    scale = UsdGeom.GetStageMetersPerUnit(stage)
    found = [np.zeros((0, 3, 3))]
    for prim in stage.Traverse():
        if prim.IsA(UsdGeom.Mesh):
            mesh = UsdGeom.Mesh(prim)
            points = np.array(mesh.GetPointsAttr().Get(), dtype=np.float64) * scale
            found.append(points[np.array(mesh.GetFaceVertexIndicesAttr().Get()).reshape(-1, 3)])
    return np.concatenate(found)


def _write_stage(document: Document, stage_path: Path, variant: str | None) -> None:
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.CreateNew(str(stage_path))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    root = UsdGeom.Xform.Define(stage, "/Product")
    stage.SetDefaultPrim(root.GetPrim())
    Usd.ModelAPI(root.GetPrim()).SetKind("component")
    materials = UsdMaterials(stage, document, _pictures(document, stage_path.parent))
    used: set[str] = set()
    for instance in instances(document):
        name = document.gltf["nodes"][instance.node].get("name") or document.gltf["meshes"][instance.mesh].get("name")
        own = _unique(str(name or "mesh"), used)
        _mesh(stage, document, instance, f"/Product/{own}", (materials, variant))
    stage.GetRootLayer().Save()


def _unique(name: str, used: set[str]) -> str:
    """A USD name: letters, digits and "_", not begun by a digit, not used before."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_") or "mesh"
    plain = f"_{plain}" if plain[0].isdigit() else plain
    own, count = plain, 1
    while own in used:
        count += 1
        own = f"{plain}_{count}"
    used.add(own)
    return own


def _pictures(document: Document, folder: Path) -> list[str]:
    names = []
    for index, (image, data) in enumerate(zip(document.gltf.get("images", []), document.images, strict=True)):
        kind = image.get("mimeType", "")
        if kind not in _SUFFIX:
            raise UnsupportedError(f"image {index}: expected PNG or JPEG in a USDZ, got {kind}; re-encode it first")
        names.append(f"texture_{index}.{_SUFFIX[kind]}")
        (folder / names[-1]).write_bytes(data)
    return names


def _mesh(stage: Any, document: Document, instance: Instance, where: str, how: tuple[UsdMaterials, str | None]) -> None:
    from pxr import UsdGeom, UsdShade, Vt

    primitive = primitive_of(document, instance)
    triangles = indices(document, primitive).astype(np.int32)
    if not len(triangles):
        return
    matrix = instance.T_document_node
    mirrored = np.linalg.det(matrix[:3, :3]) < 0
    points = apply(matrix, values(document, primitive["attributes"]["POSITION"])).astype(np.float32)
    mesh = UsdGeom.Mesh.Define(stage, where)
    mesh.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(points))
    order = triangles[:, ::-1] if mirrored else triangles
    mesh.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(np.ascontiguousarray(order.reshape(-1))))
    mesh.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(triangles), 3, dtype=np.int32)))
    mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    mesh.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(np.stack([points.min(axis=0), points.max(axis=0)])))
    _attributes(mesh, document, primitive, matrix)
    materials, variant = how
    index = material_index(document, primitive, variant)
    if index is not None:
        mesh.CreateDoubleSidedAttr(bool(document.gltf["materials"][index].get("doubleSided")))
        UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(
            materials.get(index, "COLOR_0" in primitive["attributes"])
        )


def _attributes(mesh: Any, document: Document, primitive: Mapping[str, Any], matrix: np.ndarray) -> None:
    from pxr import Sdf, UsdGeom, Vt

    attributes = primitive["attributes"]
    primvars = UsdGeom.PrimvarsAPI(mesh.GetPrim())
    if "NORMAL" in attributes:
        turned = values(document, attributes["NORMAL"]) @ np.linalg.inv(matrix[:3, :3])
        normals = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12)
        mesh.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(normals.astype(np.float32)))
        mesh.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
    for place in range(2):
        if f"TEXCOORD_{place}" in attributes:
            uv = values(document, attributes[f"TEXCOORD_{place}"]) * (1, -1) + (0, 1)
            name = "st" if place == 0 else f"st{place}"
            primvar = primvars.CreatePrimvar(name, Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.vertex)
            primvar.Set(Vt.Vec2fArray.FromNumpy(uv.astype(np.float32)))
    if "COLOR_0" in attributes:
        colors = values(document, attributes["COLOR_0"])[:, :3].astype(np.float32)
        primvar = primvars.CreatePrimvar("displayColor", Sdf.ValueTypeNames.Color3fArray, UsdGeom.Tokens.vertex)
        primvar.Set(Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(colors)))


__all__ = ["usd_problems", "usd_triangles", "write_usdz"]
