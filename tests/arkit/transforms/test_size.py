from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import AmbiguousError, CheckError
from arkit.spaces import apply as move
from arkit.spaces import inverse
from arkit.transforms import UNIT_M, Asked, doubted, find_reading, orientation
from arkit.transforms.standing import support

SOFA, LAMP, CHAIR = (2.18, 0.82, 0.92), (0.46, 1.58, 0.46), (0.55, 0.80, 0.60)


def box_points(size_m: tuple[float, float, float]) -> np.ndarray:
    """Points all over the surface of a box that stands on the floor."""
    side = np.linspace(-0.5, 0.5, 11)
    grid = np.stack(np.meshgrid(side, side, side), axis=-1).reshape(-1, 3)
    return (grid[np.abs(grid).max(axis=1) == 0.5] + (0, 0.5, 0)) * size_m


def lamp_points(size_m: tuple[float, float, float]) -> np.ndarray:
    """A thin pole on a wide, flat foot, with a shade."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = np.stack([np.cos(turn), np.zeros(48), np.sin(turn)], axis=1) / 2
    foot = np.concatenate([ring * radius for radius in np.linspace(0.05, 1, 12)])
    pole = np.concatenate([ring * 0.04 + (0, height, 0) for height in np.linspace(0, 1, 60)])
    shade = np.concatenate([ring * 0.7 + (0, height, 0) for height in np.linspace(0.8, 1, 10)])
    return np.concatenate([foot, pole, shade]) * size_m


def in_file(points: np.ndarray, unit: str, up: str) -> np.ndarray:
    return move(inverse(orientation(unit=unit, up=up)), points)


@pytest.mark.parametrize("size_m", [SOFA, LAMP, CHAIR, (1.2, 0.36, 0.72), (0.145, 0.046, 0.15), (0.02, 0.034, 0.008)])
@pytest.mark.parametrize("up", ["y", "z", "x"])
@pytest.mark.parametrize("unit", list(UNIT_M))
def test_the_size_tells_unit_and_axis(size_m: tuple[float, float, float], unit: str, up: str) -> None:
    reading = find_reading(in_file(box_points(size_m), unit, up), Asked(size_m))
    assert (reading.unit, reading.up, reading.quarter) == (unit, up, False)
    assert reading.confidence > 0.7 or up == "x"


@pytest.mark.parametrize("off", [-0.03, 0.03])
def test_brands_round_and_it_still_tells(off: float) -> None:
    stated = (SOFA[0] * (1 + off), SOFA[1], SOFA[2] * (1 - off / 2))
    reading = find_reading(in_file(box_points(SOFA), "mm", "z"), Asked(stated))
    assert (reading.unit, reading.up) == ("mm", "z")


@pytest.mark.parametrize("size_m", [(0.4, 0.4, 0.4), (1.0, 0.6, 0.6), (0.8, 0.80, 0.805)])
@pytest.mark.parametrize("up", ["y", "z"])
def test_alike_sides_are_a_question(size_m: tuple[float, float, float], up: str) -> None:
    with pytest.raises(
        AmbiguousError, match=r"--units cm --up y.*--units cm --up z|--units cm --up z.*--units cm --up y"
    ):
        find_reading(in_file(box_points(size_m), "cm", up), Asked(size_m))


@pytest.mark.parametrize("up", ["y", "z"])
def test_a_statement_or_a_declaration_answers_it(up: str) -> None:
    cube = (0.4, 0.4, 0.4)
    points = in_file(box_points(cube), "m", up)
    assert find_reading(points, Asked(cube, up=up)).up == up
    declared = Asked(cube, declared_unit="m", declared_up="y")
    assert find_reading(in_file(box_points(cube), "m", "y"), declared).up == "y"


def test_a_declaration_that_is_wrong_about_the_unit_is_not_believed_about_the_axis() -> None:
    cube = (0.4, 0.4, 0.4)
    with pytest.raises(AmbiguousError):
        find_reading(in_file(box_points(cube), "mm", "y"), Asked(cube, declared_unit="m", declared_up="y"))


@pytest.mark.parametrize("up", ["y", "z"])
def test_what_stands_by_itself_answers_it_too(up: str) -> None:
    size_m = (0.5, 0.9, 0.9)
    reading = find_reading(in_file(lamp_points((0.5, 0.9, 0.9)), "cm", up), Asked(size_m))
    assert reading.up == up
    assert "stands by itself" in reading.evidence_up


def sofa_points(size_m: tuple[float, float, float]) -> np.ndarray:
    """A seat on the floor and a thin back at its rear."""
    seat = box_points((size_m[0], size_m[1] / 2, size_m[2]))
    back = box_points((size_m[0], size_m[1], size_m[2] / 10))
    return np.concatenate([seat, back - (0, 0, size_m[2] * 0.45)])


@pytest.mark.parametrize("up", ["y", "z"])
@pytest.mark.parametrize("unit", list(UNIT_M))
def test_feet_in_the_air_are_doubted_and_a_standing_thing_is_not(unit: str, up: str) -> None:
    for axis, guessed in ((up, False), (f"-{up}", True)):
        points = in_file(sofa_points(SOFA), unit, axis)
        reading = find_reading(points, Asked(SOFA))
        again = doubted(reading, points)
        assert (again.unit, again.up) == (unit, up)
        assert any(f"--up=-{up}" in guess for guess in again.guesses) == guessed
        assert (again.confidence < reading.confidence) == guessed


@pytest.mark.parametrize("points", [lamp_points(LAMP), box_points(CHAIR)])
def test_what_stands_either_way_is_not_doubted(points: np.ndarray) -> None:
    reading = find_reading(points, Asked(declared_unit="m", declared_up="y"))
    assert doubted(reading, points) is reading


def test_support_of_a_foot_and_of_a_pole_lying_down() -> None:
    points = lamp_points((0.5, 1.5, 0.5))
    assert support(points, np.eye(4)) > 0.8
    assert support(points, orientation(unit="m", up="z")) < 0.1


def test_a_size_that_nothing_fits_names_the_closest() -> None:
    with pytest.raises(CheckError, match=r"closest reading of the file is mm, . up: 218 ×"):
        find_reading(in_file(box_points(SOFA), "mm", "z"), Asked((1.5, 0.8, 0.9)))


def test_a_stated_unit_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CheckError, match="--units"):
        find_reading(in_file(box_points(SOFA), "mm", "z"), Asked(SOFA, unit="in"))


def test_a_turned_product_is_turned_back_and_said() -> None:
    reading = find_reading(in_file(box_points((0.92, 0.82, 2.18)), "cm", "y"), Asked(SOFA))
    assert reading.quarter
    assert "exchanged" in reading.guesses[0]
    assert reading.confidence < 0.8


def test_a_wrong_declaration_is_overruled_and_said() -> None:
    reading = find_reading(box_points(SOFA) * 1000, Asked(SOFA, declared_unit="m", declared_up="y"))
    assert (reading.unit, reading.up) == ("mm", "y")
    assert reading.guesses == ("the file declares m, its size says mm",)


def test_without_a_size_the_declaration_counts() -> None:
    reading = find_reading(box_points(SOFA), Asked(declared_unit="m", declared_up="y", format="glb"))
    assert (reading.unit, reading.up, reading.guesses) == ("m", "y", ())
    huge = find_reading(box_points(SOFA) * 1000, Asked(declared_unit="m", declared_up="y", format="glb"))
    assert "check it with --size" in huge.guesses[0]


def test_without_anything_the_custom_is_said_or_the_question_asked() -> None:
    reading = find_reading(box_points(SOFA), Asked(format="obj"))
    assert (reading.unit, reading.up) == ("m", "y")
    assert len(reading.guesses) == 2
    assert reading.confidence < 0.5
    with pytest.raises(AmbiguousError, match=r"--size WxDxHcm, or --units mm \(2\.18 m\)"):
        find_reading(box_points(SOFA) * 1000, Asked(format="obj"))
    printed = find_reading(in_file(box_points(LAMP), "mm", "z"), Asked(format="stl"))
    assert (printed.unit, printed.up) == ("mm", "z")
