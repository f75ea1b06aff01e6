import numpy as np
import pytest

from arkit import spaces
from arkit.errors import CheckError


def test_inverse_undoes_an_affine_transform() -> None:
    rng = np.random.default_rng(1)
    matrix = spaces.pose(rng.normal(size=(3, 3)), rng.normal(size=3))
    points = rng.normal(size=(20, 3))
    back = spaces.apply(spaces.inverse(matrix), spaces.apply(matrix, points))
    assert np.abs(back - points).max() < 1e-10


def test_rotation_y_turns_front_to_the_left_hand() -> None:
    assert spaces.rotation_y(np.pi / 2) @ [0, 0, 1] == pytest.approx([1, 0, 0])


@pytest.mark.parametrize("target", [(0, 1, 0), (0, -1, 0), (1, 2, 3), (0, 0, -1)])
def test_rotation_between_is_a_rotation_that_does_it(target: tuple[float, ...]) -> None:
    rotation = spaces.rotation_between(np.array([0.0, 1, 0]), np.array(target))
    assert rotation @ [0, 1, 0] == pytest.approx(np.array(target) / np.linalg.norm(target))
    assert rotation.T @ rotation == pytest.approx(np.eye(3))
    assert np.linalg.det(rotation) == pytest.approx(1)


@pytest.mark.parametrize("matrix", [np.eye(3), np.full((4, 4), np.nan), np.ones((4, 4))])
def test_check_transform_refuses(matrix: np.ndarray) -> None:
    with pytest.raises(CheckError, match="T_a_b"):
        spaces.check_transform(matrix, "T_a_b")
