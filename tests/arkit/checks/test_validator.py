from __future__ import annotations

import json
from pathlib import Path

import pytest

from arkit.checks import validate
from arkit.errors import MissingError
from arkit.io import glb_bytes, write_glb
from arkit.transforms import apply, narrow, quantize, reorder
from tests import build


@pytest.fixture(autouse=True)
def installed(tmp_path: Path) -> None:
    write_glb(build.box(1, 1, 1), tmp_path / "probe.glb", meshopt=False)
    try:
        validate([tmp_path / "probe.glb"])
    except MissingError as error:
        pytest.skip(error.message)


@pytest.mark.parametrize("meshopt", [False, True])
@pytest.mark.parametrize("small", [False, True])
def test_what_we_write_is_valid(tmp_path: Path, meshopt: bool, small: bool) -> None:
    ball = build.with_texture(build.sphere(0.5, rows=12), build.png(build.checkerboard()))
    if small:
        ball = apply(ball, reorder(), quantize(), narrow())
    write_glb(ball, tmp_path / "ball.glb", meshopt=meshopt)
    (report,) = validate([tmp_path / "ball.glb"])
    assert (report.errors, report.messages) == (0, ())


def test_errors_are_counted_and_told(tmp_path: Path) -> None:
    data = bytearray(glb_bytes(build.box(1, 1, 1), meshopt=False))
    text = data[20 : 20 + int.from_bytes(data[12:16], "little")]
    gltf = json.loads(text)
    gltf["materials"][0]["pbrMetallicRoughness"]["metallicFactor"] = 7
    spoiled = json.dumps(gltf, separators=(",", ":")).encode().ljust(len(text), b" ")
    assert len(spoiled) == len(text)
    data[20 : 20 + len(text)] = spoiled
    (tmp_path / "bad.glb").write_bytes(data)
    good, bad = validate([tmp_path / "probe.glb", tmp_path / "bad.glb"])
    assert good.errors == 0
    assert bad.errors == 1
    assert "metallicFactor" in bad.messages[0]


def test_a_missing_package_names_the_install_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARKIT_NODE_MODULES", str(tmp_path))
    with pytest.raises(MissingError, match="npm ci"):
        validate([tmp_path / "probe.glb"])
