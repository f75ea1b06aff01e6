from __future__ import annotations

import struct
from pathlib import Path

import pytest

from arkit.document import bounds
from arkit.errors import ReadError
from arkit.io import read

POINTS = [(0, 0, 0), (3, 0, 0), (3, 2, 0), (0, 2, 0)]
COLORS = [(255, 0, 0), (128, 128, 128), (0, 0, 255), (255, 255, 255)]
HEADER = """ply
format {form} 1.0
comment made here
element vertex 4
property float x
property float y
property float z
property uchar red
property uchar green
property uchar blue
element face {faces}
property list uchar int vertex_indices
end_header
"""


def ascii_file(faces: list[tuple[int, ...]]) -> bytes:
    rows = [" ".join(map(str, point + color)) for point, color in zip(POINTS, COLORS, strict=True)]
    rows += [" ".join(map(str, (len(face), *face))) for face in faces]
    return (HEADER.format(form="ascii", faces=len(faces)) + "\n".join(rows) + "\n").encode()


def binary_file(order: str, faces: list[tuple[int, ...]], newline: str = "\n") -> bytes:
    form = {"<": "binary_little_endian", ">": "binary_big_endian"}[order]
    data = HEADER.format(form=form, faces=len(faces)).replace("\n", newline).encode()
    for point, color in zip(POINTS, COLORS, strict=True):
        data += struct.pack(f"{order}3f3B", *point, *color)
    for face in faces:
        data += struct.pack(f"{order}B{len(face)}i", len(face), *face)
    return data


@pytest.mark.parametrize("faces", [[(0, 1, 2), (0, 2, 3)], [(0, 1, 2, 3)], [(0, 1, 2), (0, 2, 3, 1)]])
@pytest.mark.parametrize("kind", ["ascii", "<", ">"])
def test_every_kind_reads_the_same(tmp_path: Path, kind: str, faces: list[tuple[int, ...]]) -> None:
    path = tmp_path / "scan.ply"
    path.write_bytes(ascii_file(faces) if kind == "ascii" else binary_file(kind, faces))
    source = read(path)
    assert source.triangles == sum(len(face) - 2 for face in faces)
    assert bounds(source.document)[1].tolist() == [3, 2, 0]


def test_colors_become_linear_and_the_guess_is_said(tmp_path: Path) -> None:
    path = tmp_path / "scan.ply"
    path.write_bytes(binary_file("<", [(0, 1, 2)], "\r\n"))
    source = read(path)
    attributes = source.document.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert source.document.accessors[attributes["COLOR_0"]][1] == pytest.approx([0.2158605] * 3, abs=1e-5)
    assert source.guesses == ("vertex colours taken as sRGB",)


@pytest.mark.parametrize(
    "data,error,said",
    [
        (ascii_file([]), ReadError, "1,000 points"),
        (ascii_file([(0, 1, 7)]), ReadError, "a face asks for 7"),
        (binary_file("<", [(0, 1, 2)])[:-6], ReadError, "the file ends before"),
        (b"ply\nformat ascii 1.0\nelement vertex 3\n", ReadError, "end_header"),
        (ascii_file([(0, 1, 2)]).replace(b"float x", b"quark x"), ReadError, "quark"),
        (ascii_file([(0, 1, 2)]).replace(b"vertex 4", b"vertex 99"), ReadError, "expected"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, data: bytes, error: type[Exception], said: str) -> None:
    path = tmp_path / "bad.ply"
    path.write_bytes(data)
    with pytest.raises(error, match=said):
        read(path)
