from __future__ import annotations

import numpy as np

from arkit.io.gltf import meshopt


def test_floats_of_a_grid_come_back_the_same() -> None:
    rows = (np.random.default_rng(2).integers(-9000, 40_000, (500, 2)) / 4096).astype(np.float32)
    words = meshopt.exponential(rows)
    assert words is not None
    packed = meshopt.encode_attributes(words.tobytes(), 8)
    plain = meshopt.decode(packed, mode="ATTRIBUTES", count=500, stride=8, filter_name="EXPONENTIAL")
    assert np.array_equal(np.frombuffer(plain, dtype=np.float32).reshape(500, 2), rows)
    assert len(packed) < len(meshopt.encode_attributes(rows.tobytes(), 8))


def test_floats_of_no_grid_or_too_large_are_not_filtered() -> None:
    assert meshopt.exponential(np.array([[0.1, 0.2]], dtype=np.float32)) is None
    assert meshopt.exponential(np.array([[65536.0, 1 / 4096]], dtype=np.float32)) is None
