"""What strangers may send to the command: one line, status 1, nothing written, nothing read that is not theirs.

Files that lie about their own lengths and counts are in tests/arkit/io/test_hostile.py; here are those that reach out.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from arkit.cli import main
from arkit.io import read, write_glb
from tests import build

CORNERS = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
OBJ = "{}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl oak\nf 1/1 2/2 3/3\n"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """A folder of a stranger's, beside which lie things that are not the stranger's."""
    (tmp_path / "secret.bin").write_bytes(CORNERS)
    (tmp_path / "secret.png").write_bytes(build.png(build.checkerboard()))
    (tmp_path / "secret.mtl").write_text("newmtl oak\nKd 1 0 0\n")
    (tmp_path / "upload").mkdir()
    return tmp_path / "upload"


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def gltf(**changes: Any) -> str:
    return json.dumps(
        {
            "asset": {"version": "2.0"},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0}],
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
            "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
            "bufferViews": [{"buffer": 0, "byteLength": 36}],
            "buffers": [{"byteLength": 36, "uri": "corners.bin"}],
        }
        | changes
    )


@pytest.mark.parametrize(
    "uri",
    [
        "/etc/passwd",
        "../secret.bin",
        "a/../../secret.bin",
        "%2e%2e/secret.bin",
        "%2E%2E%2Fsecret.bin",
        "..\\secret.bin",
        "..%5csecret.bin",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "http://127.0.0.1/secret.bin",
        "//127.0.0.1/secret.bin",
        "C:/secret.bin",
        "link.bin",
    ],
)
@pytest.mark.parametrize("kind", ["buffers", "images"])
def test_a_gltf_reads_only_what_lies_in_its_own_folder(upload: Path, uri: str, kind: str) -> None:
    (upload / "link.bin").symlink_to(upload.parent / "secret.bin")
    (upload / "corners.bin").write_bytes(CORNERS)
    changed: dict[str, Any] = {"buffers": [{"byteLength": 36, "uri": uri}]} if kind == "buffers" else {}
    if kind == "images":
        changed = {
            "images": [{"uri": uri}],
            "textures": [{"source": 0}],
            "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        }
    (upload / "a.gltf").write_text(gltf(**changed))
    code, out, err = run("convert", upload / "a.gltf", upload / "out.glb", "--effort", "fast")
    assert (code, out) == (1, "") and err.startswith("arkit: ") and err.count("\n") == 1
    assert not (upload / "out.glb").exists() and "root:" not in err


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.mtl", "..\\secret.mtl", "link.mtl", "{parent}/secret.mtl"])
def test_an_obj_takes_no_materials_from_elsewhere(upload: Path, name: str) -> None:
    (upload / "link.mtl").symlink_to(upload.parent / "secret.mtl")
    (upload / "a.obj").write_text(OBJ.format(f"mtllib {name.format(parent=upload.parent)}"))
    assert not read(upload / "a.obj").colors_srgb.get("oak") == (1, 0, 0)


@pytest.mark.parametrize(
    "name", ["../secret.png", "..\\secret.png", "{parent}/secret.png", "link.png", "file:///{parent}/secret.png"]
)
def test_an_mtl_takes_no_pictures_from_elsewhere(upload: Path, name: str) -> None:
    (upload / "link.png").symlink_to(upload.parent / "secret.png")
    (upload / "a.obj").write_text(OBJ.format("mtllib a.mtl"))
    (upload / "a.mtl").write_text(f"newmtl oak\nmap_Kd {name.format(parent=upload.parent)}\n")
    assert read(upload / "a.obj").document.images == ()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_by_its_head(upload: Path, side: int) -> None:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    huge = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    write_glb(build.box(0.3, 0.2, 0.1, image=huge), upload / "a.glb", meshopt=False)
    code, _, err = run("convert", upload / "a.glb", upload / "out.glb", "--effort", "fast")
    assert code == 1 and "pixels" in err and err.count("\n") == 1


def test_a_zip_that_lies_about_its_sizes_is_cut_at_what_it_said(upload: Path) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.obj", b"v 0 0 0\n" * 4_000_000)
    lying = sink.getvalue().replace(struct.pack("<I", 32_000_000), struct.pack("<I", 3_000))
    (upload / "a.zip").write_bytes(lying)
    code, _, err = run("convert", upload / "a.zip", upload / "out.glb", "--effort", "fast")
    assert code == 1 and err.count("\n") == 1 and "a.obj" in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_devices_and_pipes_are_no_products(upload: Path) -> None:
    os.mkfifo(upload / "pipe.glb")
    assert "a device or a pipe" in run("convert", upload / "pipe.glb", upload / "out.glb")[2]
    assert "a device or a pipe" in run("convert", "/dev/zero", upload / "out.glb")[2]
    assert "expected products in it" in run("convert", upload, f"{upload}/out/")[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
def test_the_plain_command_holds_itself_to_limits_and_lets_go(upload: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    from arkit.errors import CheckError

    seen: list[int] = []

    def looked(*_: object, **__: object) -> None:
        seen.extend(resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE))
        raise CheckError("seen")

    before = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)]
    monkeypatch.setattr("arkit.cli.convert.convert", looked)
    write_glb(build.box(0.3, 0.2, 0.1), upload / "a.glb", meshopt=False)
    assert run("convert", upload / "a.glb", upload / "out.glb")[0] == 1
    assert seen == [12 * 2**30, 2**30]
    assert run("convert", upload / "a.glb", upload / "out.glb", "--no-limits")[0] == 1
    assert seen[2:] == before == [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)]
