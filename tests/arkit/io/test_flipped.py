"""Files cut off or with bytes changed, by a seed: each is read, or refused in one sentence; nothing else ends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from arkit.errors import ArkitError
from arkit.io import read, write_usdz
from tests import build
from tests.arkit.io.formats.step_box import step_box
from tests.arkit.io.formats.test_threeds import file_of, key, material, mesh
from tests.arkit.io.test_names import FBX

QUICK, SLOW = 300, 5  # cases of a reader in Python, and of one whose parser starts in a process of its own


def whole(folder: Path, kind: str) -> bytes:
    if kind == "3ds":
        return file_of(
            material("Oak", (1, 2, 3)), mesh("x", groups=1), mesh("y"), keys=(key(0, "x", 9), key(1, "y", 0))
        )
    if kind == "step":
        return step_box((1, 2, 3), "Lid", top=(1, 0, 0)).encode()
    if kind == "fbx":
        return FBX.encode()
    pytest.importorskip("pxr", reason="usd-core is not installed")
    write_usdz(build.box(1, 1, 1, image=build.png(build.checkerboard())), folder / "model.usdz")
    return (folder / "model.usdz").read_bytes()


def broken(data: bytes, count: int) -> Iterator[bytes]:
    """Half cut off, half with one to eight bytes changed."""
    random = np.random.default_rng(20)
    for place in range(count):
        if place % 2:
            yield data[: int(random.integers(1, len(data)))]
            continue
        changed = bytearray(data)
        for at in random.integers(0, len(data), int(random.integers(1, 9))):
            changed[at] = int(random.integers(0, 256))
        yield bytes(changed)


@pytest.mark.parametrize("kind,count", [("3ds", QUICK), ("step", SLOW), ("fbx", SLOW), ("usdz", SLOW)])
def test_broken_bytes_are_read_or_refused_in_one_sentence(tmp_path: Path, kind: str, count: int) -> None:
    refused = 0
    for data in broken(whole(tmp_path, kind), count):
        path = tmp_path / f"model.{kind}"
        path.write_bytes(data)
        try:
            assert read(path).triangles > 0
        except ArkitError as error:
            refused += 1
            assert "expected" in error.message and "\n" not in error.message and len(error.message) < 400
    assert refused > 0
