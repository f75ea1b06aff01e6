from __future__ import annotations

import numpy as np
import pytest

from arkit.document import Document
from arkit.spaces import pose
from arkit.transforms import apply, center, find_anchor, place
from tests import build


def glasses() -> Document:
    """Rims of 5 x 4 cm, the underside of the bridge at the origin and its rear 1 mm behind it, temples, pads."""
    rims = [build.box(0.05, 0.04, 0.002, at=(x, -0.005, 0.001)) for x in (-0.038, 0.038)]
    bridge = build.box(0.028, 0.004, 0.003, at=(0, 0.002, 0.0005))
    temples = [build.box(0.003, 0.006, 0.13, at=(x, 0.01, -0.065)) for x in (-0.064, 0.064)]
    pads = [build.box(0.003, 0.01, 0.006, at=(x, -0.008, -0.004)) for x in (-0.009, 0.009)]
    return build.together(*rims, bridge, *temples, *pads)


def hat() -> Document:
    """A crown of four walls and a lid, 18 cm wide inside, its opening at the origin, on a brim that droops."""
    walls = [build.box(0.2, 0.12, 0.01, at=(0, 0.06, z)) for z in (-0.095, 0.095)]
    sides = [build.box(0.01, 0.12, 0.18, at=(x, 0.06, 0)) for x in (-0.095, 0.095)]
    lid = build.box(0.2, 0.01, 0.2, at=(0, 0.12, 0))
    brim = [build.box(0.3, 0.02, 0.05, at=(0, 0, z)) for z in (-0.125, 0.125)]
    return build.together(*walls, *sides, lid, *brim)


def earring() -> Document:
    """A wire 1 mm thick whose arch passes the origin, and a drop below."""
    arch = build.box(0.001, 0.001, 0.008, at=(0, 0, 0))
    stem = build.box(0.001, 0.012, 0.001, at=(0, -0.006, 0.0035))
    return build.together(arch, stem, build.box(0.009, 0.015, 0.009, at=(0, -0.02, 0.0035)))


@pytest.mark.parametrize("away", [(0, 0, 0), (0.4, -0.2, 1.5)])
@pytest.mark.parametrize(
    ("anchor", "worn", "truth", "within"),
    [
        ("bridge", glasses(), (0, 0.001, -0.001), 1e-4),
        ("crown", hat(), (0, 0, 0), 0.003),
        ("hook", earring(), (0, 0, 0), 1e-4),
    ],
)
def test_the_place_that_touches_is_found(
    anchor: str, worn: Document, truth: tuple[float, ...], within: float, away: tuple[float, ...]
) -> None:
    moved = place(pose(translation=np.array(away)))(worn)
    found = find_anchor(moved, anchor)  # type: ignore[arg-type]
    assert found - np.array(away) == pytest.approx(truth, abs=within)
    assert find_anchor(apply(moved, center(anchor)), anchor) == pytest.approx((0, 0, 0), abs=1e-6)  # type: ignore[arg-type]
