"""Wavefront OBJ and MTL as brands send them: any unit, any axis, sRGB Kd, Latin-1 names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assets.make.axes import turned_up
from assets.make.mesh import Mesh
from assets.make.model import Material, Part, Picture
from assets.make.textures import rgb


def write_obj(
    folder: Path,
    stem: str,
    parts: Sequence[Part],
    *,
    unit_m: float = 1.0,
    up: str = "y",
    encoding: str = "utf-8",
    comment: str = "",
    unnamed: Sequence[str] = (),
) -> list[str]:
    """Write `stem`.obj, `stem`.mtl and the pictures of the materials into `folder`.

    Args:
        folder: an existing folder.
        stem: file name without suffix.
        parts: in metres, y up, front +z.
        unit_m: length of one file unit in metres.
        up: "y" or "z"; with "z" the front faces -y.
        encoding: of both text files.
        comment: first line of both files.
        unnamed: names of pictures that are written but that the MTL does not mention.

    Returns:
        The names of the files written.
    """
    materials = list({part.material.name: part.material for part in parts}.values())
    pictures = {picture.name: picture for material in materials for picture in _pictures(material)}
    lines = [f"# {comment}", f"mtllib {stem}.mtl"]
    counts = (0, 0, 0)
    for part in parts:
        rows, counts = _part_lines(part, turned_up(part.mesh, up), unit_m, counts)
        lines += rows
    (folder / f"{stem}.obj").write_bytes(("\n".join(lines) + "\n").encode(encoding))
    text = [f"# {comment}"]
    for material in materials:
        text += _material_lines(material, unnamed)
    (folder / f"{stem}.mtl").write_bytes(("\n".join(text) + "\n").encode(encoding))
    for picture in pictures.values():
        (folder / picture.name).write_bytes(picture.data)
    return [f"{stem}.obj", f"{stem}.mtl", *pictures]


def _pictures(material: Material) -> list[Picture]:
    return [picture for picture in (material.base, material.normal, material.orm) if picture is not None]


def _indexed(values: np.ndarray, digits: int) -> tuple[list[str], np.ndarray]:
    """Distinct rounded rows as text, and the row of each value: exporters write each point once."""
    rounded = np.round(values, digits) + 0.0
    rows, index = np.unique(rounded, axis=0, return_inverse=True)
    return [" ".join(f"{value:.{digits}f}".rstrip("0").rstrip(".") for value in row) for row in rows], index.reshape(-1)


def _part_lines(
    part: Part, mesh: Mesh, unit_m: float, counts: tuple[int, int, int]
) -> tuple[list[str], tuple[int, int, int]]:
    """The lines of one part, and the counts of v, vt and vn after it."""
    digits = max(2, round(6 + np.log10(unit_m)))
    points, point = _indexed(mesh.positions / unit_m, digits)
    uvs, uv = _indexed(mesh.uvs, 5)
    normals, normal = _indexed(mesh.normals, 4)
    lines = [f"o {part.name}", *(f"v {row}" for row in points), *(f"vt {row}" for row in uvs)]
    lines += [*(f"vn {row}" for row in normals), f"usemtl {part.material.name}"]
    corner = np.stack([point + counts[0] + 1, uv + counts[1] + 1, normal + counts[2] + 1], axis=1)[mesh.triangles]
    lines += ["f " + " ".join("/".join(map(str, vertex)) for vertex in face) for face in corner.tolist()]
    return lines, (counts[0] + len(points), counts[1] + len(uvs), counts[2] + len(normals))


def _material_lines(material: Material, unnamed: Sequence[str]) -> list[str]:
    """One newmtl block: Kd is sRGB, Pr and Pm are the PBR extension that exporters agree on."""
    red, green, blue = rgb(material.color)
    specular = 0.9 if material.metallic > 0.5 else 0.5 * (1 - material.roughness)
    lines = [
        f"newmtl {material.name}",
        f"Kd {red:.4f} {green:.4f} {blue:.4f}",
        f"Ks {specular:.3f} {specular:.3f} {specular:.3f}",
        f"Ns {max(1.0, 2 / max(material.roughness, 0.05) ** 4 - 2):.1f}",
        f"Pr {material.roughness:.3f}",
        f"Pm {material.metallic:.3f}",
        f"d {material.alpha:.3f}",
        "illum 2",
    ]
    for key, picture in (("map_Kd", material.base), ("norm", material.normal)):
        if picture is not None and picture.name not in unnamed:
            lines.append(f"{key} {picture.name}")
    return lines


__all__ = ["write_obj"]
