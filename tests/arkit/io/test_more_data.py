"""OFF, 3MF, COLLADA and FBX that other people made, where they lie beside the repository."""

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


@pytest.mark.parametrize(
    "name",
    [
        "OFF/invalid.off",
        "invalid/OutOfMemory.off",
        "3MF/malformed_property_index_oob.3mf",
        "DAE/cameras.dae",
        "DAE/lights.dae",
        "FBX/transparentTest.fbx",
    ],
)
def test_what_holds_nothing_whole_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(ArkitError) as raised:
        read(found(name))
    assert "\n" not in str(raised.value)
