"""What hollows cannot do: proofs against closed forms, and none against a motion that exists."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.room.space.holds import barred
from arkit.room.space.section import never_threads
from tests.arkit.room.space.solid import boxes


def ell(arm: float, back: float, tall: float, long: float = 2.0) -> list[np.ndarray]:
    """Corners of the two blocks of an L in the plan, arms as thick as told."""
    corners, _ = boxes(((0, 0, 0), (long, tall, back)), ((0, 0, back), (arm, tall, long)))
    return [corners[:8], corners[8:]]


@pytest.mark.parametrize(("arm", "back"), [(0.5, 0.5), (0.4, 0.7), (0.8, 0.3)])
def test_an_ell_base_down_is_barred_up_to_the_shortest_line_through_its_corner(arm: float, back: float) -> None:
    """The ladder of a corner: half of (a^2/3 + b^2/3)^3/2 through its middle; the truth where the arms are equal."""
    least = max(float((arm ** (2 / 3) + back ** (2 / 3)) ** 1.5 / 2), arm, back)  # each arm has to pass too
    plan = np.eye(3)[[0, 2]]
    assert barred(ell(arm, back, 0.7), plan, least - 0.012)
    assert not barred(ell(arm, back, 0.7), plan, least + 0.001)
    assert least <= np.hypot(arm, back) + 1e-9, "turned about its inner corner it passes that"


def test_an_ell_too_tall_to_lie_down_in_the_door_passes_in_no_way() -> None:
    """Arms 60 cm thick and 90 cm tall: no way but round the jamb, which needs 84.9 cm; lying, 90 cm are too many."""
    body = ell(0.6, 0.6, 0.9, long=2.2)
    assert never_threads(body, 0.80, 2.0)
    assert not never_threads(body, 0.86, 2.0)
    assert not never_threads(ell(0.6, 0.6, 0.7, long=2.2), 0.80, 2.0)  # less tall: tilted under the lintel it passes


def test_a_thick_wall_bars_more() -> None:
    body = ell(0.5, 0.5, 0.9)
    wide = next(width for width in np.arange(0.60, 0.90, 0.01) if not never_threads(body, float(width), 2.0))
    thick = next(
        width for width in np.arange(0.60, 0.95, 0.01) if not never_threads(body, float(width), 2.0, thickness_m=0.3)
    )
    assert wide == pytest.approx(np.hypot(0.5, 0.5), abs=0.03) and thick > wide + 0.05


def test_two_thin_sheets_pass_one_after_the_other() -> None:
    """A screen of two leaves at a right angle: what is thin passes any gap, however large."""
    assert not never_threads(ell(0.03, 0.03, 1.8), 0.6, 2.0, thickness_m=0.1)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_laid_on_another_side_and_moved_it_is_the_same_proof(first: int) -> None:
    frame = np.roll(np.eye(3), first, axis=0)
    body = [solid @ frame.T + (3.0, -1.0, 0.5) for solid in ell(0.6, 0.6, 0.9, long=2.2)]
    assert never_threads(body, 0.80, 2.0) and not never_threads(body, 0.86, 2.0)
