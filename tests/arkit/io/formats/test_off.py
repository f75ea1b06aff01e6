from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arkit.document import bounds
from arkit.errors import ArkitError, CheckError, ReadError, UnsupportedError
from arkit.io import read
from arkit.io.read import Source

SQUARE = "0 0 0\n2 0 0\n2 1 0\n0 1 0\n"


def off(folder: Path, text: str) -> Source:
    path = folder / "model.off"
    path.write_text(text)
    return read(path)


def attribute(source: Source, key: str) -> np.ndarray:
    document = source.document
    return document.accessors[document.gltf["meshes"][0]["primitives"][0]["attributes"][key]]


@pytest.mark.parametrize("head", ["OFF\n4 1 0\n", "# made here\n\nOFF 4 1 0\n", "OFF # square\n# counts\n4 1\n"])
def test_headers_comments_and_polygons(tmp_path: Path, head: str) -> None:
    source = off(tmp_path, head + SQUARE + "4 0 1 2 3\n")
    assert (source.format, source.unit, source.up, source.triangles) == ("off", "", "", 2)
    assert bounds(source.document)[1].tolist() == [2, 1, 0]


def test_it_is_known_without_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_text("OFF\n4 1 0\n" + SQUARE + "4 0 1 2 3\n")
    assert read(path).format == "off"


def test_vertex_colours_normals_and_uv(tmp_path: Path) -> None:
    rows = [f"{line} 0 0 3 255 0 188 255 0.25 0.75" for line in SQUARE.splitlines()]
    source = off(tmp_path, "STCNOFF\n4 1 0\n" + "\n".join(rows) + "\n4 0 1 2 3\n")
    assert attribute(source, "NORMAL")[0].tolist() == [0, 0, 1]
    assert attribute(source, "COLOR_0")[0] == pytest.approx([1, 0, 0.5029], abs=1e-4)
    assert attribute(source, "TEXCOORD_0")[0].tolist() == [0.25, 0.25]
    assert "sRGB" in source.guesses[0]


def test_face_colours_part_the_vertices_they_share(tmp_path: Path) -> None:
    source = off(tmp_path, "OFF\n4 2 0\n" + SQUARE + "3 0 1 2 255 0 0\n3 0 2 3 0 0 255\n")
    assert source.triangles == 2 and source.vertices == 6
    colors = attribute(source, "COLOR_0")
    assert {tuple(row) for row in colors.tolist()} == {(1, 0, 0), (0, 0, 1)}


@pytest.mark.parametrize(
    "text,error",
    [
        ("OFF\n", ReadError),
        ("OFF\nmany few\n", ReadError),
        ("OFF\n4 2 0\n" + SQUARE + "3 0 1 2\n", ReadError),
        ("OFF\n4 1 0\n" + SQUARE + "3 0 1 4\n", ReadError),
        ("OFF\n4 1 0\n" + SQUARE + "3 0 -1 2\n", ReadError),
        ("OFF\n4 1 0\n" + SQUARE + "3 0 1\n", ReadError),
        ("OFF\n4 1 0\n" + SQUARE + "2 0 1\n", ReadError),
        ("OFF\n4 1 0\n" + SQUARE.replace("2 0 0", "2 nan 0") + "3 0 1 2\n", ReadError),
        ("OFF\n4 1 0\n" + SQUARE.replace("2 0 0", "2 here 0") + "3 0 1 2\n", ReadError),
        ("OFF\n4 0 0\n" + SQUARE, ReadError),
        ("OFF\n353535235358 6 0\n" + SQUARE, CheckError),
        ("4OFF\n4 1 0\n" + SQUARE, UnsupportedError),
        ("OFF BINARY\n\0\0\0\4", UnsupportedError),
    ],
)
def test_broken_files_are_refused_in_one_sentence(tmp_path: Path, text: str, error: type[ArkitError]) -> None:
    with pytest.raises(error) as raised:
        off(tmp_path, text)
    assert "model.off" in str(raised.value) and "\n" not in str(raised.value)
