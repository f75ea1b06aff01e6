from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import drum, elevation, turntable
from arkit.errors import CheckError
from tests import build

SIZE = (96, 72)


def four_faced() -> object:
    """A cube whose +z is red, +x green, -z blue and -x white."""
    faces = [
        build.box(1, 1, 0.02, at=(0, 0, 0.5), color=(0.7, 0.02, 0.02, 1)),
        build.box(0.02, 1, 1, at=(0.5, 0, 0), color=(0.02, 0.7, 0.02, 1)),
        build.box(1, 1, 0.02, at=(0, 0, -0.5), color=(0.02, 0.02, 0.7, 1)),
        build.box(0.02, 1, 1, at=(-0.5, 0, 0), color=(0.7, 0.7, 0.7, 1)),
    ]
    return build.together(*faces)


def test_quarters_show_front_left_back_right() -> None:
    views = turntable(four_faced(), views=4, size_px=SIZE)  # type: ignore[arg-type]
    middles = [view[30:42, 40:56, :3].reshape(-1, 3).mean(axis=0) for view in views]
    assert [int(color.argmax()) for color in middles[:3]] == [0, 1, 2]
    assert np.ptp(middles[3]) < 30


@pytest.mark.parametrize("size_m", [(2.0, 0.3, 0.4), (0.2, 2.0, 0.2), (1.0, 1.0, 1.0)])
def test_nothing_leaves_the_picture_while_it_turns(size_m: tuple[float, float, float]) -> None:
    views = turntable(build.box(*size_m, at=(4, -2, 1)), views=8, size_px=SIZE)
    for view in views:
        assert view[..., 3].max() == 255
        edge = np.concatenate([view[0], view[-1], view[:, 0], view[:, -1]])
        assert edge[:, 3].max() == 0
    widest = max(np.ptp(np.argwhere(view[..., 3] > 127), axis=0).max() for view in views)
    assert widest > 0.6 * min(SIZE)


def test_one_drum_frames_two_documents_alike() -> None:
    large, small = build.box(1, 1, 1), build.box(0.5, 0.5, 0.5)
    framed = drum(large)
    one, two = (turntable(each, views=1, size_px=SIZE, framed=framed)[0] for each in (large, small))
    wide = [float(np.ptp(np.argwhere(view[..., 3] > 127)[:, 1])) for view in (one, two)]
    assert wide[1] / wide[0] == pytest.approx(0.5, abs=0.12)


def test_bad_input_is_refused() -> None:
    with pytest.raises(CheckError, match="1 to 360 views"):
        turntable(build.box(1, 1, 1), views=0)
    with pytest.raises(CheckError, match="16 to 4096"):
        turntable(build.box(1, 1, 1), size_px=(8, 8))


@pytest.mark.parametrize(("side", "wide_m"), [("front", 0.8), ("side", 0.3)])
def test_an_elevation_is_to_scale(side: str, wide_m: float) -> None:
    found = elevation(build.box(0.8, 0.5, 0.3, at=(1, 2, 3)), side, px_per_m=200)  # type: ignore[arg-type]
    shown = np.argwhere(found.pixels[..., 3] > 127)
    height_px, width_px = np.ptp(shown, axis=0) + 1
    assert (found.width_m, found.height_m) == pytest.approx((wide_m, 0.5))
    assert width_px == pytest.approx(wide_m * 200, abs=2)
    assert height_px == pytest.approx(0.5 * 200, abs=2)


def test_the_side_elevation_looks_from_plus_x() -> None:
    found = elevation(four_faced(), "side", px_per_m=60)  # type: ignore[arg-type]
    assert int(found.pixels[20:40, 20:40, :3].reshape(-1, 3).mean(axis=0).argmax()) == 1
