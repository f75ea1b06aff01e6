"""Focal length and up from lines: right on drawn rooms, honest about its error, refused where it would be a guess."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import NotFoundError
from arkit.frame import project
from arkit.room import find_lines
from arkit.room.camera import focal_prior
from arkit.room.manhattan.vanishing import Manhattan, find_manhattan
from arkit.spaces import apply
from tests.arkit.room import drawn

SIZE = (960, 720)
VIEWS = [(17, -11, 0, 57), (-30, -15, 2, 50), (40, -8, -1, 65), (25, -20, 1, 45), (8, -12, 0, 57), (-20, 6, -3, 60)]


def found(
    view: tuple[float, float, float, float], fov_known: bool = False, noise: float = 3.0
) -> tuple[Manhattan, np.ndarray, float]:
    """What is found in a drawn room, the true T_camera_room and focal length."""
    yaw, pitch, roll, fov = view
    camera, T = drawn.camera(fov), drawn.looking(yaw, pitch, roll)
    prior = focal_prior(camera, float(np.radians(fov)) if fov_known else None, None)
    return find_manhattan(find_lines(drawn.picture(camera, T, noise)), SIZE, prior), T, camera.fx


@pytest.mark.parametrize("view", VIEWS)
def test_focal_length_and_axes(view: tuple[float, float, float, float]) -> None:
    answer, T, focal = found(view)
    assert abs(answer.focal_px / focal - 1) < 0.03
    tilt = np.degrees(np.arccos(min(1.0, float(answer.R_camera_room[:, 1] @ T[:3, 1]))))
    assert tilt < 0.5
    turn = np.degrees(np.arccos(np.clip((np.trace(answer.R_camera_room.T @ T[:3, :3]) - 1) / 2, -1, 1)))
    assert turn < 0.5, "the room's axes carry other names than the walls they follow"
    assert np.linalg.det(answer.R_camera_room) == pytest.approx(1)


@pytest.mark.parametrize("view", VIEWS)
def test_the_error_told_covers_the_error_made(view: tuple[float, float, float, float]) -> None:
    answer, T, focal = found(view, noise=8.0)
    assert abs(np.log(answer.focal_px / focal)) < 3 * answer.focal_sd
    assert np.arccos(min(1.0, float(answer.R_camera_room[:, 1] @ T[:3, 1]))) < 3 * answer.gravity_sd_rad


def test_fewer_lines_are_told_as_a_larger_error() -> None:
    camera, T = drawn.camera(), drawn.looking(17, -11)
    boards = [[(-2.4, 0, z), (2.4, 0, z)] for z in np.linspace(-4.3, -2.5, 16)]
    shelves = [[(x, 0.4, -4.5), (x, 2.2, -4.5)] for x in np.linspace(-2.2, 0.4, 14)]
    edges = np.concatenate([drawn.room_edges(), boards, shelves])
    seen = np.array([project(camera, apply(T, edge)).ravel() for edge in edges])
    kept = seen[np.isfinite(seen).all(axis=1) & (np.abs(seen) < 3000).all(axis=1)]
    noisy = kept + np.random.default_rng(1).normal(0, 0.3, kept.shape)
    prior = focal_prior(camera, None, None)
    many, few = (find_manhattan(noisy[::step], SIZE, prior) for step in (1, 3))
    assert few.gravity_sd_rad > 1.3 * many.gravity_sd_rad and few.focal_sd > 1.3 * many.focal_sd


def test_a_larger_picture_of_the_same_lines_is_not_surer() -> None:
    segments = find_lines(drawn.picture(drawn.camera(), drawn.looking(17, -11)))
    size, large = (1280, 960), (5120, 3840)
    answers = []
    for factor, (width, height) in ((4 / 3, size), (16 / 3, large)):
        prior = focal_prior(drawn.camera(57.0, width, height), None, None)
        answers.append(find_manhattan(segments * factor, (width, height), prior))
    assert answers[1].focal_px == pytest.approx(4 * answers[0].focal_px, rel=1e-6)
    assert answers[1].focal_sd == pytest.approx(answers[0].focal_sd, rel=1e-6)


def test_no_lines() -> None:
    prior = focal_prior(drawn.camera(), None, None)
    with pytest.raises(NotFoundError, match=r"expected at least 8 straight lines, found 0; take the picture"):
        find_manhattan(np.zeros((0, 4)), SIZE, prior)


def test_a_heap_of_lines_without_uprights() -> None:
    rng = np.random.default_rng(2)
    start = rng.uniform(0, 700, (40, 2))
    level = np.concatenate([start, start + np.stack([rng.uniform(50, 200, 40), rng.normal(0, 5, 40)], axis=1)], axis=1)
    with pytest.raises(NotFoundError, match="expected upright and level edges"):
        find_manhattan(level, SIZE, focal_prior(drawn.camera(), None, None))


def test_a_frontal_room_keeps_what_was_known_of_the_lens() -> None:
    answer, T, focal = found((0, 0, 0, 57))
    assert answer.focal_sd > 0.15 and abs(np.log(answer.focal_px / focal)) < 2 * answer.focal_sd
    assert np.degrees(np.arccos(min(1.0, float(answer.R_camera_room[:, 1] @ T[:3, 1])))) < 0.5
    known, T, focal = found((0, 0, 0, 57), fov_known=True)
    assert known.focal_px == pytest.approx(focal, rel=0.01) and known.focal_sd < 0.011


def test_a_few_lines_along_an_axis_do_not_tell_the_lens() -> None:
    """Among five hundred lines of one wall, four that meet at a wrong point gave half the true focal length."""
    camera, T = drawn.camera(), drawn.looking(24, 0)
    rails = [[(-2.4, h, z), (2.4, h, z)] for h in np.linspace(0, 2.6, 25) for z in np.linspace(-4.5, -3.0, 6)]
    posts = [[(x, 0.3, z), (x, 2.2, z)] for x in np.linspace(-2.2, 2.2, 25) for z in np.linspace(-4.5, -3.0, 6)]
    seen = np.array([project(camera, apply(T, np.array(edge))).ravel() for edge in rails + posts])
    kept = seen[np.isfinite(seen).all(axis=1) & (np.abs(seen) < 3000).all(axis=1)]
    noisy = kept + np.random.default_rng(4).normal(0, 0.4, kept.shape)
    # level lines of nothing, through the point where a lens of half the length would have the other level axis
    meet = np.array([480 - 0.5**2 * camera.fx * np.tan(np.radians(24)), 360.0])
    ways = np.array([[1.0, 0.35], [1.0, -0.3], [-1.0, 0.3], [-1.0, -0.4]])
    chance = np.hstack([meet + 90 * ways, meet + 240 * ways])
    answer = find_manhattan(np.vstack([noisy, chance]), SIZE, focal_prior(camera, None, None))
    assert abs(np.log(answer.focal_px / camera.fx)) < 2 * answer.focal_sd and answer.focal_sd > 0.1


def test_a_lens_off_centre_does_not_tilt_the_room() -> None:
    camera, T = drawn.camera(), drawn.looking(22, -12)
    shifted = find_lines(drawn.picture(camera, T)) + np.tile([7.0, -9.0], 2)
    answer = find_manhattan(shifted, SIZE, focal_prior(camera, None, None))
    tilt = np.arccos(min(1.0, float(answer.R_camera_room[:, 1] @ T[:3, 1])))
    assert tilt < 2 * answer.gravity_sd_rad and np.degrees(tilt) < np.degrees(np.arctan(9 / camera.fy))


def test_the_same_picture_gives_the_same_answer() -> None:
    first, _, _ = found(VIEWS[0])
    second, _, _ = found(VIEWS[0])
    assert first.focal_px == second.focal_px and (first.R_camera_room == second.R_camera_room).all()
    assert replace(first, covariance=second.covariance).focal_sd == second.focal_sd
