from __future__ import annotations

import numpy as np
import pytest

from arkit.convert.fidelity import compare


def disc(color: tuple[int, int, int], radius: int = 20) -> np.ndarray:
    row, column = np.indices((64, 64)) - 31.5
    picture = np.zeros((64, 64, 4), dtype=np.uint8)
    picture[..., :3] = color
    picture[..., 3] = np.where(row**2 + column**2 < radius**2, 255, 0)
    return picture


def test_the_same_picture_loses_nothing() -> None:
    assert compare(disc((200, 40, 40)), disc((200, 40, 40))) == (99.0, 1.0, 1.0, 0.0)


def test_another_colour_costs_what_the_formulas_say() -> None:
    psnr_db, _, iou, delta_e = compare(disc((128, 128, 128)), disc((138, 138, 138)))
    assert psnr_db == pytest.approx(20 * np.log10(255 / 10), abs=0.01)
    assert iou == 1
    assert 3 < delta_e < 4.5


def test_a_smaller_shape_costs_its_ring() -> None:
    _, ssim, iou, _ = compare(disc((20, 20, 20)), disc((20, 20, 20), 16))
    assert iou == pytest.approx((16 / 20) ** 2, abs=0.02)
    assert ssim < 0.95
