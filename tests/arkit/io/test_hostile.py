"""Files made to break a reader: each is refused in one sentence before it costs anything."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from arkit.errors import ArkitError
from arkit.io import read

CORNERS = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
OBJ = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
PLY = b"ply\nformat binary_little_endian 1.0\nelement vertex %d\nproperty float x\nproperty float y\nproperty float z\n"
FACES = b"element face 1\nproperty list uint int vertex_indices\nend_header\n"
SECRET = "../secret.bin"


def glb(gltf: dict[str, Any] | bytes, binary: bytes = CORNERS) -> bytes:
    text = gltf if isinstance(gltf, bytes) else json.dumps(gltf).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def triangle(**changes: Any) -> dict[str, Any]:
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36}],
    } | changes


def counted(count: int, **more: Any) -> bytes:
    return glb(triangle(accessors=[{"componentType": 5126, "count": count, "type": "VEC3", **more}]))


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return sink.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def chained(count: int) -> bytes:
    """An FBX whose mesh hangs below a chain of nodes."""
    nodes = "".join(f'Model: {1000 + place}, "Model::n{place}", "Null" {{\n}}\n' for place in range(count))
    links = "".join(f'C: "OO",{1000 + place},{999 + place if place else 0}\n' for place in range(count))
    quad = "Vertices: *9 {\na: 0,0,0,1,0,0,0,1,0\n}\nPolygonVertexIndex: *3 {\na: 0,1,-3\n}\n"
    objects = f'Geometry: 100, "Geometry::q", "Mesh" {{\n{quad}}}\nModel: 90, "Model::leaf", "Mesh" {{\n}}\n{nodes}'
    ends = f'C: "OO",90,{999 + count}\nC: "OO",100,90\n'
    head = "; FBX 7.4.0 project file\nFBXHeaderExtension:  {\n FBXVersion: 7400\n}\n"
    return f"{head}Objects:  {{\n{objects}}}\nConnections:  {{\n{links}{ends}}}\n".encode()


WHOLE = glb(triangle())
HOSTILE = {
    "buffer of the system.glb": (
        glb(triangle(buffers=[{"byteLength": 36, "uri": "/etc/passwd"}])),
        "inside the folder",
    ),
    "buffer above.gltf": (json.dumps(triangle(buffers=[{"byteLength": 36, "uri": SECRET}])).encode(), "inside the"),
    "buffer of the net.glb": (glb(triangle(buffers=[{"byteLength": 36, "uri": "http://a.b/c"}])), "inside the folder"),
    "picture above.glb": (glb(triangle(images=[{"uri": SECRET}])), "inside the folder"),
    "chain of nodes.glb": (
        glb(triangle(nodes=[*({"children": [place + 1]} for place in range(20_000)), {"mesh": 0}])),
        "nodes: depth: expected at most 256",
    ),
    "two parents.glb": (
        glb(triangle(nodes=[*({"children": [place + 1] * 2} for place in range(30)), {"mesh": 0}])),
        "expected a tree",
    ),
    "brackets.gltf": (b'{"asset":' + b"[" * 200_000, "cannot be parsed"),
    "brackets.glb": (glb(b'{"asset":{"version":"2.0"},"extras":' + b"[" * 200_000), "cannot be parsed"),
    "depth.glb": (glb(b'{"asset":{"version":"2.0"},"extras":' + b"[" * 900 + b"]" * 900 + b"}"), "JSON depth"),
    "zeros.glb": (counted(400_000_000), "whole number from 1 to"),
    "count.glb": (counted(2**31 - 1, bufferView=0), "whole number from 1 to"),
    "digits.glb": (counted(10**400, bufferView=0), "whole number from 1 to"),
    "sparse.glb": (counted(3, sparse={"count": 2**30}), "sparse count"),
    "buffer length.glb": (glb(triangle(buffers=[{"byteLength": 8 << 30}])), "got 36"),
    "file length.glb": (WHOLE[:8] + struct.pack("<I", 2**31) + WHOLE[12:], "the file ends at"),
    "chunk length.glb": (WHOLE[:12] + struct.pack("<I", 0xFFFFFFF0) + WHOLE[16:], "the file ends before"),
    "no length.glb": (WHOLE[:8] + struct.pack("<I", 0) + WHOLE[12:], "JSON chunk first"),
    "bomb.zip": (zipped(("a.obj", b"\0" * (64 << 20))), "unpacked bytes per packed byte"),
    "nested.zip": (zipped(("inner.zip", zipped(("a.obj", OBJ)))), "a model in it"),
    "dots.zip": (zipped(("../a.obj", OBJ)), "names inside the zip"),
    "root.zip": (zipped(("/etc/a.obj", OBJ)), "names inside the zip"),
    "drive.zip": (zipped(("C:\\a.obj", OBJ)), "names inside the zip"),
    "link.zip": (zipped((link("a.obj"), b"/etc/passwd")), "is a link"),
    "many.zip": (zipped(*((f"{place}.txt", b"") for place in range(2_001))), "entries: expected at most"),
    "vertices.ply": (PLY % 2_000_000_000 + FACES, "vertex entries: expected at most"),
    "list.ply": (PLY % 3 + FACES + CORNERS + struct.pack("<I", 2**31), "the file ends before"),
    "corner.obj": (OBJ + b"f 1 2 99999999999999999999\n", "line 5: expected corners"),
    "far.obj": (b"v 1e300 0 0\n" + OBJ, "expected corners below"),
    "corners.obj": (OBJ + b"f" + b" 1 2 3" * 70_000 + b"\n", "line 5: expected a face of different corners"),
    "faces.obj": (OBJ + b"f 1 2 3\n" * 60_000, "triangles round one corner: expected at most"),
    "braces.fbx": (b"; FBX 7.4.0 project file\n" + b"A: {\n" * 20_000, "depth: expected at most"),
    "chain.fbx": (chained(20_000), "nodes: depth: expected at most 256"),
    "length.fbx": (b"Kaydara FBX Binary  \0\x1a\0\xe8\x1c\0\0" + b"\xff\xff\xff\0" * 20, "ends outside its parent"),
    "point.obj": (b"v 0 0 0\n" * 3 + b"f 1 2 3\n", "triangles with an area"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence_and_no_more(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.bin").write_bytes(CORNERS)
    folder = tmp_path / "upload"
    folder.mkdir()
    data, said = HOSTILE[name]
    (folder / name).write_bytes(data)
    with pytest.raises(ArkitError) as caught:
        read(folder / name)
    message = caught.value.message
    assert said in message and "expected" in message
    assert len(message) < 250 and "\n" not in message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
@pytest.mark.parametrize("name", ["brackets.glb", "zeros.glb", "bomb.zip", "vertices.ply"])
def test_the_same_in_the_sandbox(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name][0])
    program = [sys.executable, "-m", "arkit", "convert", name, "out.glb", "--sandbox", "--json"]
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(program, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("arkit: ") and done.stderr.count("\n") == 1 and HOSTILE[name][1] in done.stderr
    assert json.loads(done.stdout)["error"]["code"] in ("read", "check")
    assert [path.name for path in tmp_path.iterdir()] == [name]
