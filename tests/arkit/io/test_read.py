from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from arkit.errors import AmbiguousError, CheckError, NotFoundError, ReadError
from arkit.io import Limits, glb_bytes, read
from tests import build

OBJ = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl a\nf 1/1 2/1 3/1\n"
MTL = "newmtl a\nKd 1 1 1\nmap_Kd ../../maps/wood.png\n"


def zip_of(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def entries() -> dict[str, bytes]:
    return {
        "chair/a.obj": OBJ.encode(),
        "chair/a.mtl": MTL.encode(),
        "chair/tex/wood.png": build.png(build.checkerboard()),
        "readme.txt": b"v 1 2 3 is not a model",
    }


def test_a_zip_and_a_folder_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(zip_of(entries()))
    for name, data in entries().items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    zipped, folder = read(tmp_path / "upload"), read(tmp_path / "folder")
    assert zipped.format == folder.format == "obj"
    assert zipped.document.images == folder.document.images == (build.png(build.checkerboard()),)
    assert zipped.document.gltf == folder.document.gltf


def test_content_decides_not_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "chair.stl"
    path.write_bytes(glb_bytes(build.box(1, 1, 1), meshopt=False))
    source = read(path)
    assert (source.format, source.unit, source.up, source.triangles) == ("glb", "m", "y", 12)


def test_two_models_of_a_kind_are_a_question_two_kinds_are_not(tmp_path: Path) -> None:
    box = glb_bytes(build.box(1, 1, 1), meshopt=False)
    (tmp_path / "two").write_bytes(zip_of({"a.glb": box, "b.glb": box}))
    with pytest.raises(AmbiguousError, match="got 2"):
        read(tmp_path / "two")
    (tmp_path / "both").write_bytes(zip_of({"a.glb": box, "a.obj": OBJ.encode()}))
    assert read(tmp_path / "both").format == "glb"


@pytest.mark.parametrize(
    "data,error,said",
    [
        (b"", ReadError, "empty"),
        (b"hello, this is a letter", ReadError, "none of these"),
        (b"Kaydara FBX Binary  \0", ReadError, "expected an FBX"),
        (b"<?xml version='1.0'?><COLLADA>", ReadError, "expected XML"),
        (b"ISO-10303-21;", ReadError, "it is cut off"),
        (b"PXR-USDC", ReadError, "expected a whole USD crate"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, data: bytes, error: type[Exception], said: str) -> None:
    (tmp_path / "a.glb").write_bytes(data)
    with pytest.raises(error, match=said):
        read(tmp_path / "a.glb")


def test_missing_empty_and_too_large(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="found none"):
        read(tmp_path / "gone.glb")
    with pytest.raises(NotFoundError, match="a model in it"):
        read(tmp_path)
    path = tmp_path / "box.glb"
    path.write_bytes(glb_bytes(build.box(1, 1, 1), meshopt=False))
    with pytest.raises(CheckError, match="bytes: expected at most 100"):
        read(path, limits=Limits(file_bytes=100))
    with pytest.raises(CheckError, match="triangles drawn: expected at most 5"):
        read(path, limits=Limits(triangles=5))


def test_a_gltf_that_draws_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.gltf").write_text('{"asset":{"version":"2.0"},"scenes":[{}]}')
    with pytest.raises(ReadError, match="expected triangles"):
        read(tmp_path / "empty.gltf")


def test_a_folder_that_holds_only_a_zip_is_that_zip(tmp_path: Path) -> None:
    (tmp_path / "upload.zip").write_bytes(zip_of(entries()))
    (tmp_path / "readme.txt").write_text("see the zip")
    assert read(tmp_path).format == "obj"
    (tmp_path / "second.zip").write_bytes(zip_of(entries()))
    with pytest.raises(NotFoundError, match="a model in it"):
        read(tmp_path)
