from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.document import Document
from arkit.errors import AmbiguousError, CheckError
from arkit.spaces import apply as move
from arkit.spaces import inverse
from arkit.transforms import UNIT_M, Asked, Reading, find_reading, orientation, place, solid_of, turn_over
from arkit.transforms.orient import AXES, FRONTS
from arkit.transforms.reading.standing import support
from tests import build

SOFA, LAMP, CHAIR = (2.18, 0.82, 0.92), (0.46, 1.58, 0.46), (0.55, 0.80, 0.60)


def box_points(size_m: tuple[float, float, float]) -> np.ndarray:
    """Points all over the surface of a box that stands on the floor."""
    side = np.linspace(-0.5, 0.5, 11)
    grid = np.stack(np.meshgrid(side, side, side), axis=-1).reshape(-1, 3)
    return (grid[np.abs(grid).max(axis=1) == 0.5] + (0, 0.5, 0)) * size_m


def boxes(*sides_at: tuple[float, ...]) -> Document:
    """Boxes of width, height, depth at x, y, z; no pictures, one mesh each."""
    return build.together(*(build.box(*one[:3], at=one[3:]) for one in sides_at))


def sofa(*, chaise: bool = False) -> Document:
    """A seat on feet with a back at its rear; a chaise longue reaches forward on its left."""
    feet = [(0.1, 0.1, 0.1, x, 0.05, z) for x in (-0.9, 0.9) for z in (-0.3, 0.3)]
    more = [(0.7, 0.35, 0.6, 0.65, 0.275, 0.7)] if chaise else []
    return boxes((2.0, 0.35, 0.8, 0, 0.275, 0), (2.0, 0.45, 0.2, 0, 0.6, -0.3), *feet, *more)


def table() -> Document:
    legs = [(0.06, 0.7, 0.06, x, 0.35, z) for x in (-0.5, 0.5) for z in (-0.3, 0.3)]
    return boxes((1.2, 0.04, 0.8, 0, 0.72, 0), *legs)


def shelf() -> Document:
    """Open in front, a panel behind, on four feet."""
    boards = [(0.8, 0.02, 0.3, 0, y, 0) for y in (0.06, 0.5, 0.94, 1.39)]
    sides = [(0.02, 1.35, 0.3, x, 0.725, 0) for x in (-0.39, 0.39)]
    feet = [(0.04, 0.05, 0.04, x, 0.025, z) for x in (-0.35, 0.35) for z in (-0.1, 0.1)]
    return boxes(*boards, *sides, *feet, (0.8, 1.35, 0.01, 0, 0.725, -0.145))


def lamp() -> Document:
    """A foot, a pole and a tall shade of four thin walls, open above and below."""
    walls = [(0.4, 0.5, 0.01, 0, 1.2, z) for z in (-0.2, 0.2)] + [(0.01, 0.5, 0.4, x, 1.2, 0) for x in (-0.2, 0.2)]
    return boxes((0.3, 0.03, 0.3, 0, 0.015, 0), (0.03, 1.3, 0.03, 0, 0.65, 0), *walls)


def bottle() -> Document:
    return boxes((0.08, 0.2, 0.08, 0, 0.1, 0), (0.03, 0.1, 0.03, 0, 0.25, 0))


def glasses() -> Document:
    """Two rims, a bridge, temples that bend down behind."""
    rims = [(0.05, 0.04, 0.002, x, 0, 0) for x in (-0.038, 0.038)]
    temples = [(0.003, 0.006, 0.10, x, 0.012, -0.05) for x in (-0.066, 0.066)]
    tips = [(0.003, 0.03, 0.04, x, -0.005, -0.12) for x in (-0.066, 0.066)]
    return boxes(*rims, *temples, *tips, (0.026, 0.004, 0.003, 0, 0.008, 0))


THINGS = {"sofa": sofa(), "table": table(), "shelf": shelf(), "lamp": lamp(), "bottle": bottle(), "glasses": glasses()}


def written(document: Document, unit: str, up: str, front: str = "", *, mirror: bool = False) -> Document:
    return place(inverse(orientation(unit=unit, up=up, front=front, mirror=mirror)))(document)


def asked(document: Document, kind: str = "", **more: object) -> Asked:
    low, high = solid_of(document).points.min(axis=0), solid_of(document).points.max(axis=0)
    return Asked(tuple(high - low), kind=kind, **more)  # type: ignore[arg-type]


def upright(reading: Reading) -> tuple[str, str]:
    return reading.unit, reading.up


@pytest.mark.parametrize("size_m", [SOFA, (1.2, 0.36, 0.72), (0.02, 0.034, 0.008)])
@pytest.mark.parametrize("up", ["y", "z", "x"])
@pytest.mark.parametrize("unit", list(UNIT_M))
def test_the_size_tells_unit_and_axis(size_m: tuple[float, float, float], unit: str, up: str) -> None:
    points = move(inverse(orientation(unit=unit, up=up)), box_points(size_m))
    reading = find_reading(points, Asked(size_m))
    assert (reading.unit, reading.up, reading.front, reading.mirror) == (unit, up, FRONTS[up], False)


@pytest.mark.parametrize("off", [-0.03, 0.03])
def test_brands_round_and_it_still_tells(off: float) -> None:
    stated = (SOFA[0] * (1 + off), SOFA[1], SOFA[2] * (1 - off / 2))
    reading = find_reading(move(inverse(orientation(unit="mm", up="z")), box_points(SOFA)), Asked(stated))
    assert upright(reading) == ("mm", "z")


@pytest.mark.parametrize("kind", list(THINGS))
@pytest.mark.parametrize("up", AXES)
def test_what_a_thing_is_tells_its_feet_from_its_head(kind: str, up: str) -> None:
    reading = find_reading(solid_of(written(THINGS[kind], "mm", up)), asked(THINGS[kind], kind))
    assert upright(reading) == ("mm", up)


@pytest.mark.parametrize("kind", ["sofa", "shelf", "glasses"])
@pytest.mark.parametrize(("up", "front"), [("y", "-z"), ("z", "y"), ("y", "x"), ("-x", "-z")])
def test_what_a_thing_is_tells_its_front(kind: str, up: str, front: str) -> None:
    reading = find_reading(solid_of(written(THINGS[kind], "cm", up, front)), asked(THINGS[kind], kind))
    assert (reading.up, reading.front) == (up, front)
    assert any("front taken" in guess for guess in reading.guesses)


def test_an_upside_down_table_is_not_believed_though_it_says_y_up() -> None:
    source = written(table(), "m", "-y")
    reading = find_reading(solid_of(source), asked(table(), "table", declared_unit="m", declared_up="y", format="glb"))
    assert reading.up == "-y"
    assert "the file declares y up, -y up taken" in reading.guesses


def test_a_kind_nobody_knows_upside_down_is_said_or_asked() -> None:
    try:
        reading = find_reading(solid_of(written(table(), "m", "-y")), asked(table()))
    except AmbiguousError:
        return
    assert reading.up == "-y" or any("--up=-y" in guess for guess in reading.guesses)


@pytest.mark.parametrize("up", ["y", "z"])
def test_a_mirrored_chaise_longue_is_mirrored_back(up: str) -> None:
    truth = sofa(chaise=True)
    source = turn_over()(written(truth, "mm", up, mirror=True))
    reading = find_reading(solid_of(source), asked(truth, "sofa"))
    assert (reading.up, reading.mirror, reading.inside_out) == (up, True, True)
    assert any("--no-mirror" in guess for guess in reading.guesses)


def test_a_mirror_image_that_nothing_betrays_is_doubted() -> None:
    truth = sofa(chaise=True)
    reading = find_reading(solid_of(_bare(written(truth, "mm", "y", mirror=True))), asked(truth, "sofa"))
    assert any("mirror image" in guess for guess in reading.guesses)
    assert reading.confidence <= 0.9


def test_a_mirrored_thing_that_is_its_own_mirror_image_is_left_alone() -> None:
    reading = find_reading(solid_of(_bare(written(sofa(), "mm", "y", mirror=True))), asked(sofa(), "sofa"))
    assert not reading.mirror
    assert not any("mirror" in guess for guess in reading.guesses)


def test_an_inside_out_box_is_turned_over_not_mirrored() -> None:
    reading = find_reading(solid_of(turn_over(normals=True)(build.box(2, 1, 0.5))), asked(build.box(2, 1, 0.5)))
    assert (reading.inside_out, reading.normals_inward, reading.mirror) == (True, True, False)


def test_pictures_that_read_backwards_betray_a_mirror_image() -> None:
    truth = build.with_texture(build.box(0.5, 0.7, 0.02), build.png(build.checkerboard(8)))
    straight = find_reading(solid_of(truth), asked(truth, "picture"))
    mirrored = find_reading(solid_of(written(truth, "m", "y", mirror=True)), asked(truth, "picture"))
    assert straight.mirror != mirrored.mirror


def test_a_gltf_whose_pictures_read_backwards_is_doubted_not_mirrored() -> None:
    truth = build.with_texture(build.box(0.5, 0.7, 0.02), build.png(build.checkerboard(8)))
    for document in (truth, written(truth, "m", "y", mirror=True)):
        known = replace(asked(truth, "picture"), declared_unit="m", declared_up="y", format="glb")
        reading = find_reading(solid_of(document), known)
        assert not reading.mirror
        backwards = any(one.witness == "pictures" and one.weight < 0 for one in reading.witnesses)
        assert backwards == any("mirror" in guess for guess in reading.guesses)


@pytest.mark.parametrize("up", AXES)
def test_a_cube_is_the_same_either_way(up: str) -> None:
    cube = (0.4, 0.4, 0.4)
    points = move(inverse(orientation(unit="cm", up=up)), box_points(cube))
    assert find_reading(points, Asked(cube)).unit == "cm"


@pytest.mark.parametrize("up", ["y", "z"])
def test_alike_sides_are_a_question_where_it_matters(up: str) -> None:
    truth = boxes((0.8, 0.8, 0.8, 0, 0, 0), (0.1, 0.1, 0.01, 0.2, -0.1, 0.4))
    with pytest.raises(AmbiguousError, match=r"--units cm --up=.* or --units cm --up=") as caught:
        find_reading(solid_of(_bare(written(truth, "cm", up, mirror=False))), asked(truth))
    assert len(caught.value.facts["readings"]) >= 2  # type: ignore[arg-type]


def test_a_statement_answers_it() -> None:
    truth = boxes((0.8, 0.8, 0.8, 0, 0, 0), (0.1, 0.1, 0.01, 0.2, -0.1, 0.4))
    for front in ("x", "-y"):
        reading = find_reading(solid_of(truth), asked(truth, up="z", front=front, mirror=False))
        assert (reading.up, reading.front) == ("z", front)


def test_support_of_a_foot_and_of_a_pole_lying_down() -> None:
    points = solid_of(boxes((0.4, 0.02, 0.4, 0, 0.01, 0), (0.03, 1.5, 0.03, 0, 0.75, 0))).points
    assert support(points, np.eye(4)) > 0.8
    assert support(points, orientation(unit="m", up="z")) < 0.1


def test_a_size_that_nothing_fits_names_the_closest() -> None:
    points = move(inverse(orientation(unit="mm", up="z")), box_points(SOFA))
    with pytest.raises(CheckError, match=r"closest reading of the file is mm, . up: 218 ×"):
        find_reading(points, Asked((1.5, 0.8, 0.9), front="", mirror=False))
    with pytest.raises(CheckError, match="--units"):
        find_reading(points, Asked(SOFA, unit="in"))


def test_a_turned_product_is_turned_back_and_said() -> None:
    reading = find_reading(box_points((0.92, 0.82, 2.18)) * 100, Asked(SOFA))
    assert reading.front in ("x", "-x")
    assert "exchanged" in reading.guesses[0]
    assert reading.confidence <= 0.9


def test_a_wrong_declaration_is_overruled_and_said() -> None:
    reading = find_reading(box_points(SOFA) * 1000, Asked(SOFA, declared_unit="m", declared_up="y"))
    assert upright(reading) == ("mm", "y")
    assert reading.guesses == ("the file declares m, its size says mm",)


def test_witnesses_add_up_to_the_choice() -> None:
    reading = find_reading(solid_of(sofa()), asked(sofa(), "sofa"))
    said = {one.witness: one.weight for one in reading.witnesses}
    assert {"size", "standing", "back", "feet"} <= set(said)
    assert said["back"] > 0 and said["size"] == 0
    assert "its back rises behind the seat" in reading.evidence_up or "only reading" in reading.evidence_up


def test_without_a_size_the_declaration_counts() -> None:
    reading = find_reading(box_points(SOFA), Asked(declared_unit="m", declared_up="y", format="glb"))
    assert (reading.unit, reading.up, reading.guesses) == ("m", "y", ())
    huge = find_reading(box_points(SOFA) * 1000, Asked(declared_unit="m", declared_up="y", format="glb"))
    assert "check it with --size" in huge.guesses[0]


def test_without_anything_the_custom_is_said_or_the_question_asked() -> None:
    reading = find_reading(box_points(SOFA), Asked(format="obj"))
    assert upright(reading) == ("m", "y")
    assert len(reading.guesses) == 2
    assert reading.confidence < 0.5
    with pytest.raises(AmbiguousError, match=r"--size WxDxHcm, or --units mm \(2\.18 m\)"):
        find_reading(box_points(SOFA) * 1000, Asked(format="obj"))


@pytest.mark.parametrize(("factor", "unit"), [(1, "m"), (1000, "mm"), (100, "cm"), (1 / 0.0254, "in")])
def test_a_chair_has_the_size_of_a_chair(factor: float, unit: str) -> None:
    reading = find_reading(box_points(CHAIR) * factor, Asked(format="obj", kind="chair", attach="floor"))
    assert reading.unit == unit


@pytest.mark.parametrize("factor", [1e-3, 1e5])
def test_a_chair_of_a_millimetre_or_a_mile_is_refused(factor: float) -> None:
    with pytest.raises(AmbiguousError, match="no chair"):
        find_reading(box_points(CHAIR) * factor, Asked(format="obj", kind="chair", declared_unit="m", declared_up="y"))


def test_without_a_size_a_declared_pose_stays_and_is_doubted() -> None:
    source = solid_of(written(sofa(), "m", "-y"))
    reading = find_reading(source, Asked(kind="sofa", declared_unit="m", declared_up="y", format="glb"))
    assert reading.up == "y"
    assert any("--up=-y" in guess for guess in reading.guesses)


def _bare(document: Document) -> Document:
    """Without stated normals and texture coordinates, as STL has it."""
    meshes = [
        {
            **mesh,
            "primitives": [
                {**one, "attributes": {"POSITION": one["attributes"]["POSITION"]}} for one in mesh["primitives"]
            ],
        }
        for mesh in document.gltf["meshes"]
    ]
    return replace(document, gltf={**document.gltf, "meshes": meshes})
