"""Every file of the data beside the repository: it reads as the table says, or is refused for the reason it says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from arkit.errors import ArkitError
from arkit.io import read

DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
pytestmark = pytest.mark.data


def found(name: str) -> Path:
    path = DATA / "convert" / name
    if not path.exists():
        pytest.skip(f"convert/{name} is not there: set ARKIT_TEST_DATA")
    return path


@pytest.mark.parametrize(
    "name,triangles,unit,up,pictures",
    [
        ("OFF/Wuson.off", 3732, "", "", 0),
        ("3MF/box.3mf", 12, "mm", "z", 0),
        ("3MF/cube_gears_prod_req.3mf", 25692, "mm", "z", 0),
        ("3MF/production_components.3mf", 8, "mm", "z", 0),
        ("DAE/duck.dae", 4212, "cm", "y", 1),
        ("DAE/teapots.DAE", 2976, "cm", "z", 0),
        ("DAE/earthCylindrical.DAE", 1920, "cm", "z", 0),
        ("DAE/cube_UTF16LE.dae", 12, "cm", "y", 0),
        ("DAE/cube_tristrips.dae", 12, "", "z", 0),
        ("FBX/spider.fbx", 1368, "cm", "y", 0),
        ("FBX/cubes_with_names.fbx", 420, "cm", "y", 0),
        ("FBX/box_orphant_embedded_texture.fbx", 12, "m", "y", 1),
    ],
)
def test_files_of_many_tools(name: str, triangles: int, unit: str, up: str, pictures: int) -> None:
    source = read(found(name))
    assert (source.triangles, source.unit, source.up) == (triangles, unit, up)
    assert len(source.document.images) == pictures


# Of every file: its format, triangles, meshes and materials.
READ = {
    "3DS/cube_with_diffuse_texture.3DS": ("3ds", 12, 1, 1),
    "3DS/cube_with_specular_texture.3DS": ("3ds", 12, 1, 1),
    "3DS/cubes_with_alpha.3DS": ("3ds", 60, 5, 5),
    "3DS/fels.3ds": ("3ds", 768, 1, 1),
    "3DS/test1.3ds": ("3ds", 108, 9, 3),
    "3MF/box.3mf": ("3mf", 12, 1, 1),
    "3MF/cube_gears_prod_req.3mf": ("3mf", 25692, 17, 1),
    "3MF/production_components.3mf": ("3mf", 8, 1, 1),
    "DAE/ConcavePolygon.dae": ("dae", 64, 1, 1),
    "DAE/cube_UTF16LE.dae": ("dae", 12, 1, 1),
    "DAE/cube_UTF8BOM.dae": ("dae", 12, 1, 1),
    "DAE/cube_emptyTags.dae": ("dae", 12, 1, 1),
    "DAE/cube_triangulate.dae": ("dae", 12, 1, 1),
    "DAE/cube_tristrips.dae": ("dae", 12, 1, 1),
    "DAE/cube_with_2UVs.DAE": ("dae", 12, 1, 1),
    "DAE/cube_xmlspecialchars.dae": ("dae", 12, 1, 1),
    "DAE/duck.dae": ("dae", 4212, 1, 1),
    "DAE/earthCylindrical.DAE": ("dae", 1920, 2, 2),
    "DAE/regr01.dae": ("dae", 172, 1, 6),
    "DAE/sphere.dae": ("dae", 760, 1, 1),
    "DAE/teapots.DAE": ("dae", 2976, 3, 3),
    "FBX/box.fbx": ("fbx", 12, 1, 1),
    "FBX/box_orphant_embedded_texture.fbx": ("fbx", 12, 1, 1),
    "FBX/close_to_identity_transforms.fbx": ("fbx", 420, 4, 2),
    "FBX/cubes_with_names.fbx": ("fbx", 420, 4, 2),
    "FBX/global_settings.fbx": ("fbx", 1352, 2, 2),
    "FBX/maxPbrMaterial_metalRough.fbx": ("fbx", 12, 1, 1),
    "FBX/maxPbrMaterial_specGloss.fbx": ("fbx", 12, 1, 1),
    "FBX/phong_cube.fbx": ("fbx", 12, 1, 1),
    "FBX/spider.fbx": ("fbx", 1368, 19, 4),
    "OBJ/WusonOBJ.obj": ("obj", 3732, 1, 1),
    "OBJ/box.obj": ("obj", 12, 1, 1),
    "OBJ/box_UTF16BE.obj": ("obj", 12, 1, 1),
    "OBJ/box_longline.obj": ("obj", 944, 1, 1),
    "OBJ/box_mat_with_spaces.obj": ("obj", 12, 1, 1),
    "OBJ/box_without_lineending.obj": ("obj", 12, 1, 1),
    "OBJ/concave_polygon.obj": ("obj", 64, 1, 1),
    "OBJ/cube_mtllib_after_g.obj": ("obj", 12, 1, 1),
    "OBJ/cube_usemtl.obj": ("obj", 12, 1, 3),
    "OBJ/cube_with_vertexcolors.obj": ("obj", 12, 1, 1),
    "OBJ/cube_with_vertexcolors_uni.obj": ("obj", 12, 1, 1),
    "OBJ/empty_mat.obj": ("obj", 256, 1, 1),
    "OBJ/mtl_different_folder.obj": ("obj", 12, 1, 1),
    "OBJ/multiple_spaces.obj": ("obj", 1, 1, 1),
    "OBJ/only_a_part_of_vertexcolors.obj": ("obj", 3, 1, 1),
    "OBJ/regr01.obj": ("obj", 2710, 55, 12),
    "OBJ/regr_3429812.obj": ("obj", 4, 3, 1),
    "OBJ/space_in_material_name.obj": ("obj", 64, 1, 1),
    "OBJ/spider.obj": ("obj", 1368, 19, 4),
    "OBJ/testmixed.obj": ("obj", 12, 1, 1),
    "OFF/Cube.off": ("off", 12, 1, 1),
    "OFF/Wuson.off": ("off", 3732, 1, 1),
    "OFF/formatDetection": ("off", 12, 1, 1),
    "PLY/Wuson.ply": ("ply", 3732, 1, 1),
    "PLY/cube.ply": ("ply", 12, 1, 1),
    "PLY/cube_binary.ply": ("ply", 12, 1, 1),
    "PLY/cube_binary_header_with_RN_newline.ply": ("ply", 12, 1, 1),
    "PLY/cube_binary_starts_with_nl.ply": ("ply", 12, 1, 1),
    "PLY/cube_uv.ply": ("ply", 12, 1, 1),
    "PLY/float-color.ply": ("ply", 1, 1, 1),
    "STL/3DSMaxExport.STL": ("stl", 2000, 1, 1),
    "STL/Spider_ascii.stl": ("stl", 1312, 1, 1),
    "STL/Spider_binary.stl": ("stl", 1312, 1, 1),
    "STL/Wuson.stl": ("stl", 3732, 1, 1),
    "STL/formatDetection": ("stl", 1, 1, 1),
    "STL/sphereWithHole.stl": ("stl", 285, 1, 1),
    "STL/triangle.stl": ("stl", 1, 1, 1),
    "STL/triangle_with_empty_solid.stl": ("stl", 1, 1, 1),
    "STL/triangle_with_two_solids.stl": ("stl", 2, 2, 1),
    "invalid/box_nested_animation_4286.dae": ("dae", 12, 1, 1),
    "invalid/malformed2.obj": ("obj", 10, 1, 1),
}
# Why the others are refused.
REFUSED = {
    "3MF/malformed_property_index_oob.3mf": "object 1: expected properties 0 to 0, a triangle asks for 1000000",
    "DAE/cameras.dae": "expected a COLLADA scene with triangles, it has none",
    "DAE/lights.dae": "expected a COLLADA scene with triangles, it has none",
    "FBX/transparentTest.fbx": "expected an FBX, it cannot be read (Not an FBX file)",
    "OBJ/number_formats.obj": "could not convert string to float: '3.1+e2'",
    "OBJ/point_cloud.obj": "3 vertices, 0 lines, 0 points",
    "OBJ/testline.obj": "8 vertices, 6 lines, 0 points",
    "OBJ/testpoints.obj": "8 vertices, 0 lines, 6 points",
    "OFF/invalid.off": "expected a face of 2 corners, got 0",
    "PLY/issue623.ply": "expected vertex lines as the header says",
    "PLY/points.ply": "expected faces, or 1,000 points to lay a surface through, got 4 points",
    "invalid/OutOfMemory.off": "vertices: expected at most 20,000,000, got 353,535,235,358",
    "invalid/crash-30d6d0f7c529b3b66b4131700b7a4580cd7082df.ply": "expected a PLY header that ends in end_header",
    "invalid/empty.3ds": "the file is empty",
    "invalid/empty.ase": "the file is empty",
    "invalid/empty.lwo": "the file is empty",
    "invalid/empty.md5mesh": "the file is empty",
    "invalid/empty.obj": "the file is empty",
    "invalid/empty.off": "the file is empty",
    "invalid/empty.ply": "the file is empty",
    "invalid/empty.raw": "the file is empty",
    "invalid/empty.smd": "the file is empty",
    "invalid/empty.x": "the file is empty",
    "invalid/emptyIrrMesh.xml": "its bytes are none of these",
    "invalid/malformed.obj": "line 28: expected corners from 1",
}
BESIDE = (".jpg", ".tga", ".mtl", ".md", ".txt")  # what models name, and notes: no models


@pytest.mark.parametrize("name", READ)
def test_every_file_that_can_be_read_is_read_whole(name: str) -> None:
    source = read(found(name))
    gltf = source.document.gltf
    assert (source.format, source.triangles, len(gltf["meshes"]), len(gltf["materials"])) == READ[name]
    assert all(node.get("name") for node in gltf["nodes"])


@pytest.mark.parametrize("name", REFUSED)
def test_every_other_file_is_refused_for_its_reason(name: str) -> None:
    with pytest.raises(ArkitError) as raised:
        read(found(name))
    assert REFUSED[name] in str(raised.value) and "\n" not in str(raised.value)


def test_the_tables_name_every_file() -> None:
    names = {path.relative_to(DATA / "convert").as_posix() for path in found("").rglob("*") if path.is_file()}
    assert {one for one in names if not one.endswith(BESIDE)} == set(READ) | set(REFUSED)
    for name in sorted(one for one in names if one.endswith(BESIDE)):
        with pytest.raises(ArkitError, match="its bytes are none of these"):
            read(found(name))
