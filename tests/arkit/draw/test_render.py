"""Where, in what colour and before what products are drawn."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arkit.color import delta_e, linear_to_lab
from arkit.document import Document
from arkit.draw import Drawing, Item, Occluder, draw
from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, camera_from_fov, project
from arkit.spaces import apply, pose, rotation_y
from arkit.surface import Light
from tests import build

AMBIENT = Light(np.ones(3), np.zeros(3), np.array([0.0, 1.0, 0.0]))
SUN = Light(np.zeros(3), np.ones(3), np.array([0.0, 0.0, 1.0]))
CAMERA = camera_from_fov(96, 80, 0.8)
HALF_M = 0.3
SWATCHES = [(0.5, 0.5, 0.5), (0.04, 0.04, 0.04), (0.7, 0.3, 0.2), (0.1, 0.25, 0.6), (0.6, 0.6, 0.1), (0.3, 0.02, 0.04)]


def quad(material: dict[str, Any], half_m: float = HALF_M) -> Document:
    """A square about the origin that faces +z."""
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * half_m
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]])
    normals = np.tile([0.0, 0, 1], (4, 1))
    return build.document(corners, np.array([[0, 1, 2], [0, 2, 3]]), normals=normals, uv=uv, material=material)


def matt(*color: float, **more: Any) -> dict[str, Any]:
    factor = [*color, 1.0][:4]
    return {"pbrMetallicRoughness": {"baseColorFactor": factor, "metallicFactor": 0, "roughnessFactor": 1}, **more}


def unlit(*color: float, **more: Any) -> dict[str, Any]:
    return {**matt(*color), "extensions": {"KHR_materials_unlit": {}}, **more}


def at(z_m: float, x_m: float = 0.0) -> np.ndarray:
    return pose(None, np.array([x_m, 0.0, z_m]))


def middle(drawing: Drawing) -> np.ndarray:
    """(4,) the pixel in the middle of the drawing."""
    height, width = drawing.coverage.shape
    return np.asarray(drawing.rgba[height // 2, width // 2])


def polygon_area_and_middle(points: np.ndarray) -> tuple[float, np.ndarray]:
    """Area and centroid of a polygon (n, 2) (shoelace)."""
    following = np.roll(points, -1, axis=0)
    cross = points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]
    area = cross.sum() / 2
    return abs(area), ((points + following) * cross[:, None]).sum(axis=0) / (6 * area)


@pytest.mark.parametrize(("cx", "cy"), [(48.0, 40.0), (61.3, 29.6), (40.25, 47.75)])
def test_a_tilted_square_covers_exactly_its_projection(cx: float, cy: float) -> None:
    camera = Camera(96, 80, 100.0, 93.0, cx, cy)
    roll = np.array([[np.cos(0.3), -np.sin(0.3), 0], [np.sin(0.3), np.cos(0.3), 0], [0, 0, 1]])
    T = pose(roll @ rotation_y(0.7), np.array([0.01, -0.02, -1.5]))  # no edge along the pixels: samples are few
    outline = project(camera, apply(T, np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * HALF_M))
    area, centroid = polygon_area_and_middle(outline)
    coverage = draw([Item(quad(unlit(1, 1, 1)), T)], camera, AMBIENT).coverage
    rows, columns = np.indices(coverage.shape)
    found = np.array([(coverage * (columns + 0.5)).sum(), (coverage * (rows + 0.5)).sum()]) / coverage.sum()
    assert coverage.sum() == pytest.approx(area, rel=0.01)
    assert found == pytest.approx(centroid, abs=0.05)


def test_points_land_where_project_says() -> None:
    """Colour runs linearly over an upright square: each pixel tells which point of it was drawn there."""
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * HALF_M
    colored = build.with_accessor(quad(unlit(1, 1, 1)), np.float32([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]))
    primitive = colored.gltf["meshes"][0]["primitives"][0]
    primitive["attributes"]["COLOR_0"] = len(colored.accessors) - 1
    camera = Camera(96, 80, 90.0, 90.0, 51.37, 33.81)
    drawing = draw([Item(colored, at(-1.0))], camera, AMBIENT)
    whole = drawing.coverage == 1
    rows, columns = np.nonzero(whole)
    points = np.stack([drawing.rgba[whole][:, 0], drawing.rgba[whole][:, 1], np.zeros(len(rows))], axis=1)
    points[:, :2] = corners[0, :2] + points[:, :2] * 2 * HALF_M
    seen = project(camera, apply(at(-1.0), points))
    assert whole.sum() > 1000
    assert np.abs(seen - np.stack([columns + 0.5, rows + 0.5], axis=1)).max() < 0.02


@pytest.mark.parametrize("roughness", [1.0, 0.5])
@pytest.mark.parametrize(
    "color",
    [(0.5, 0.5, 0.5), (0.04, 0.04, 0.04), (0.7, 0.3, 0.2), (0.1, 0.25, 0.6), (0.6, 0.6, 0.1), (0.3, 0.02, 0.04)],
)
def test_a_swatch_under_ambient_light_keeps_its_colour(color: tuple[float, float, float], roughness: float) -> None:
    material = matt(*color)
    material["pbrMetallicRoughness"]["roughnessFactor"] = roughness
    drawn = middle(draw([Item(quad(material), at(-1.0))], CAMERA, AMBIENT))
    assert drawn[3] == 1
    assert delta_e(linear_to_lab(drawn[:3]), linear_to_lab(np.array(color))) < 1


def test_white_is_white_and_the_lights_colour_tints_it() -> None:
    white = linear_to_lab(middle(draw([Item(quad(matt(1, 1, 1)), at(-1.0))], CAMERA, AMBIENT))[:3])
    assert white[0] > 94 and np.hypot(white[1], white[2]) < 0.5  # the tone mapper keeps the last of it for highlights
    warm = Light(np.array([0.8, 0.6, 0.4]), np.zeros(3), np.array([0.0, 1.0, 0.0]))
    tinted = middle(draw([Item(quad(matt(0.5, 0.5, 0.5)), at(-1.0))], CAMERA, warm))
    assert tinted[:3] == pytest.approx([0.4, 0.3, 0.2], abs=0.01)


def test_the_sun_falls_off_with_the_cosine() -> None:
    item = [Item(quad(matt(0.5, 0.5, 0.5, extensions={"KHR_materials_specular": {"specularFactor": 0}})), at(-1.0))]
    straight = middle(draw(item, CAMERA, SUN))[0]
    slanted = middle(draw(item, CAMERA, replace(SUN, sun_direction=np.array([0.0, 0.8, 0.6]))))[0]
    behind = middle(draw(item, CAMERA, replace(SUN, sun_direction=np.array([0.0, 0.0, -1.0]))))[0]
    assert straight == pytest.approx(0.5, abs=0.01)
    assert slanted == pytest.approx(0.3, abs=0.01)
    assert behind == 0


def test_a_product_shades_another() -> None:
    wall = Item(quad(matt(0.5, 0.5, 0.5)), at(-2.0))
    screen = Item(quad(unlit(1, 0, 0), half_m=0.1), at(-1.5, x_m=0.5))
    light = replace(SUN, sun_direction=np.array([1.0, 0.0, 1.0]))  # the screen's shadow falls on the wall's middle
    assert middle(draw([wall], CAMERA, light))[0] > 0.2
    assert middle(draw([wall, screen], CAMERA, light))[0] < 0.01


def test_an_occluder_hides_what_lies_behind_it_and_nothing_else() -> None:
    corners = np.array([[-5.0, -5, -0.8], [0, -5, -0.8], [0, 5, -0.8], [-5, 5, -0.8]])  # the left half of the view
    hiding = Occluder(corners, np.array([[0, 1, 2], [0, 2, 3]]))
    item = [Item(quad(unlit(1, 1, 1)), at(-1.0))]
    free = draw(item, CAMERA, AMBIENT)
    hidden = draw(item, CAMERA, AMBIENT, occluders=[hiding])
    assert not hidden.rgba[:, :48].any() and np.isinf(hidden.depth_m[:, :48]).all()
    assert np.array_equal(hidden.rgba[:, 48:], free.rgba[:, 48:])
    behind = Occluder(corners + np.array([0, 0, -0.4]), hiding.triangles)
    assert np.array_equal(draw(item, CAMERA, AMBIENT, occluders=[behind]).rgba, free.rgba)


def test_an_occluders_edge_is_smooth() -> None:
    corners = np.array([[-5.0, -5, -0.8], [0.003, -5, -0.8], [0.003, 5, -0.8], [-5, 5, -0.8]])
    item = [Item(quad(unlit(1, 1, 1)), at(-1.0))]
    drawing = draw(item, CAMERA, AMBIENT, occluders=[Occluder(corners, np.array([[0, 1, 2], [0, 2, 3]]))])
    alpha = drawing.rgba[40, 48, 3]
    assert 0 < alpha < 1 and alpha == drawing.coverage[40, 48]


def test_depth_is_metres_along_the_view() -> None:
    near, far = quad(unlit(1, 1, 1), half_m=0.1), quad(unlit(1, 1, 1), half_m=1.0)
    drawing = draw([Item(near, at(-0.8)), Item(far, at(-2.5))], CAMERA, AMBIENT)
    assert drawing.depth_m[40, 48] == pytest.approx(0.8, abs=1e-5)
    assert drawing.depth_m[40, 30] == pytest.approx(2.5, abs=1e-5)
    assert drawing.depth_m[0, 0] == np.inf and drawing.coverage[0, 0] == 0


def test_a_half_clear_lens_mixes_with_what_is_behind_it() -> None:
    lens = quad(unlit(0.2, 0.4, 0.8, 0.5, alphaMode="BLEND"), half_m=0.1)
    over_nothing = middle(draw([Item(lens, at(-1.0))], CAMERA, AMBIENT))
    assert over_nothing == pytest.approx([0.1, 0.2, 0.4, 0.5], abs=1e-3)
    white = quad(unlit(1, 1, 1))
    for items in ([Item(lens, at(-1.0)), Item(white, at(-2.0))], [Item(white, at(-2.0)), Item(lens, at(-1.0))]):
        assert middle(draw(items, CAMERA, AMBIENT)) == pytest.approx([0.6, 0.7, 0.9, 1.0], abs=1e-3)
    two = middle(draw([Item(lens, at(-1.0)), Item(lens, at(-1.1))], CAMERA, AMBIENT))
    assert two == pytest.approx([0.15, 0.3, 0.6, 0.75], abs=1e-3)


def test_a_closed_thin_lens_is_blended_once() -> None:
    slab = build.box(0.4, 0.4, 0.01)
    slab.gltf["materials"][0].update(unlit(0.0, 0.0, 0.0, 0.5, alphaMode="BLEND"))
    assert middle(draw([Item(slab, at(-1.0))], CAMERA, AMBIENT))[3] == pytest.approx(0.5, abs=1e-3)
    slab.gltf["materials"][0]["doubleSided"] = True
    both = replace(slab)  # another document: the first is already uploaded as it was
    assert middle(draw([Item(both, at(-1.0))], CAMERA, AMBIENT))[3] == pytest.approx(0.75, abs=1e-3)


def test_glass_lets_through_its_colour() -> None:
    glass = matt(0.9, 0.5, 0.4, extensions={"KHR_materials_transmission": {"transmissionFactor": 1.0}})
    glass["pbrMetallicRoughness"]["roughnessFactor"] = 0
    drawn = middle(draw([Item(quad(glass), at(-1.0))], CAMERA, AMBIENT))
    over_white = drawn[:3] + (1 - drawn[3])
    assert drawn[3] < 0.75
    assert over_white[0] > over_white[1] + 0.15 > over_white[2] + 0.15


def test_a_mask_cuts_at_its_threshold() -> None:
    alpha = np.zeros((64, 64, 4), dtype=np.uint8)
    alpha[:, 32:] = 255
    document = build.with_texture(quad(unlit(1, 1, 1, alphaMode="MASK")), build.png(alpha))
    drawing = draw([Item(document, at(-1.0))], CAMERA, AMBIENT)
    row = drawing.rgba[40, :, 3]
    assert row[35:47].max() == 0 and row[49:60].min() == 1


def test_a_texture_lies_the_right_way_round_and_is_srgb() -> None:
    pixels = np.zeros((2, 2, 3), dtype=np.uint8)
    pixels[0, 0], pixels[0, 1], pixels[1, 0] = (188, 0, 0), (0, 255, 0), (0, 0, 255)
    document = build.with_texture(
        quad(unlit(1, 1, 1)), build.png(np.kron(pixels, np.ones((32, 32, 1), dtype=np.uint8)))
    )
    rgba = draw([Item(document, at(-1.0))], CAMERA, AMBIENT).rgba
    assert rgba[25, 33, :3] == pytest.approx([0.503, 0, 0], abs=0.01)
    assert rgba[25, 62, :3] == pytest.approx([0, 1, 0], abs=0.01)
    assert rgba[55, 33, :3] == pytest.approx([0, 0, 1], abs=0.01)


def test_a_texture_transform_turns_by_gltfs_rule() -> None:
    pixels = np.zeros((64, 64, 3), dtype=np.uint8)
    pixels[:, :, 0] = np.linspace(0, 255, 64).astype(np.uint8)  # red grows with u
    document = build.with_texture(quad(unlit(1, 1, 1)), build.png(pixels))
    info = document.gltf["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]
    info["extensions"] = {"KHR_texture_transform": {"rotation": np.pi / 2, "offset": [0, 1]}}  # u' = v, v' = 1 - u
    rgba = draw([Item(document, at(-1.0))], CAMERA, AMBIENT).rgba
    assert rgba[55, 48, 0] > rgba[40, 48, 0] + 0.1 > rgba[25, 48, 0] + 0.2


def test_a_normal_map_leans_towards_its_green() -> None:
    """glTF's green points up the picture: light from above is then brighter than light from below."""
    pixels = np.broadcast_to(np.uint8([128, 218, 218]), (8, 8, 3))
    document = build.with_texture(quad(matt(0.5, 0.5, 0.5)), build.png(pixels))
    gltf = document.gltf["materials"][0]
    gltf["normalTexture"] = gltf["pbrMetallicRoughness"].pop("baseColorTexture")
    above, below = (replace(SUN, sun_direction=np.array([0.0, y, 0.5])) for y in (1.0, -1.0))
    item = [Item(document, at(-1.0))]
    assert middle(draw(item, CAMERA, above))[0] > middle(draw(item, CAMERA, below))[0] + 0.2


def test_a_variant_changes_the_colour_and_an_unknown_one_is_refused() -> None:
    document = quad(unlit(1, 0, 0))
    document.gltf["materials"].append(unlit(0, 0, 1))
    document.gltf["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "red"}, {"name": "blue"}]}}
    mappings = [{"material": 0, "variants": [0]}, {"material": 1, "variants": [1]}]
    document.gltf["meshes"][0]["primitives"][0]["extensions"] = {"KHR_materials_variants": {"mappings": mappings}}
    for variant, color in ((None, [1, 0, 0]), ("blue", [0, 0, 1]), ("red", [1, 0, 0])):
        assert middle(draw([Item(document, at(-1.0), variant)], CAMERA, AMBIENT))[:3] == pytest.approx(color)
    with pytest.raises(NotFoundError, match="red, blue"):
        draw([Item(document, at(-1.0), "green")], CAMERA, AMBIENT)


def test_velvet_is_brighter_at_grazing_angles() -> None:
    sheen = {"KHR_materials_sheen": {"sheenColorFactor": [1, 1, 1], "sheenRoughnessFactor": 0.4}}
    velvet, plain = (
        build.sphere(0.3),
        build.sphere(0.3),
    )
    for ball, extensions in ((velvet, sheen), (plain, {})):
        ball.gltf["materials"][0].update(matt(0.1, 0.1, 0.1, extensions=extensions))
    rim = [draw([Item(ball, at(-1.2))], CAMERA, AMBIENT).rgba[40, 48 + 21, 0] for ball in (velvet, plain)]
    heart = [middle(draw([Item(ball, at(-1.2))], CAMERA, AMBIENT))[0] for ball in (velvet, plain)]
    assert rim[0] - rim[1] > 0.1 > heart[0] - heart[1]


def test_gold_reflects_its_colour() -> None:
    gold = build.sphere(0.3)
    surface = {"baseColorFactor": [1.0, 0.7, 0.3, 1], "metallicFactor": 1, "roughnessFactor": 0.5}
    gold.gltf["materials"][0].update({"pbrMetallicRoughness": surface})
    red, green, blue = middle(draw([Item(gold, at(-1.2))], CAMERA, AMBIENT))[:3]
    assert red > green > blue and red > 0.4


def test_a_mirrored_node_still_shows_its_front() -> None:
    document = quad(unlit(1, 1, 1))
    document.gltf["nodes"][0]["scale"] = [-1, 1, 1]
    assert middle(draw([Item(document, at(-1.0))], CAMERA, AMBIENT))[3] == 1


def test_the_back_of_a_one_sided_surface_is_not_drawn() -> None:
    away = pose(rotation_y(np.pi), np.array([0, 0, -1.0]))
    assert not draw([Item(quad(unlit(1, 1, 1)), away)], CAMERA, AMBIENT).coverage.any()
    both = quad(unlit(1, 1, 1, doubleSided=True))
    assert middle(draw([Item(both, away)], CAMERA, AMBIENT))[3] == 1


def test_quantized_positions_are_drawn_at_their_size() -> None:
    document = quad(unlit(1, 1, 1))
    gltf = document.gltf
    gltf["accessors"][0] = {"componentType": 5122, "count": 4, "type": "VEC3", "normalized": True}
    gltf["nodes"][0]["scale"] = [HALF_M] * 3
    stored = np.round(document.accessors[0] / HALF_M * 32767).astype(np.int16)
    quantized = replace(document, accessors=(stored, *document.accessors[1:]))
    plain = draw([Item(quad(unlit(1, 1, 1)), at(-1.0))], CAMERA, AMBIENT)
    assert np.array_equal(draw([Item(quantized, at(-1.0))], CAMERA, AMBIENT).coverage, plain.coverage)


def test_it_draws_from_any_thread() -> None:
    drawings: list[Drawing] = []
    items = [Item(quad(unlit(1, 1, 1)), at(-1.0))]
    threads = [threading.Thread(target=lambda: drawings.append(draw(items, CAMERA, AMBIENT))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawings) == 3
    assert all(drawing.coverage.sum() > 1000 for drawing in drawings)


def test_only_what_is_in_view_is_drawn() -> None:
    aside = draw([Item(quad(unlit(1, 1, 1)), at(-1.0, x_m=50.0))], CAMERA, AMBIENT)
    behind = draw([Item(quad(unlit(1, 1, 1)), at(1.0))], CAMERA, AMBIENT)
    nothing = draw([], CAMERA, AMBIENT)
    for drawing in (aside, behind, nothing):
        assert not drawing.rgba.any() and drawing.box_px == (0, 0, 0, 0)
    beside = pose(rotation_y(1.2), np.array([0, 0, -1.0]))
    around = draw([Item(quad(unlit(1, 1, 1), half_m=50.0), beside)], CAMERA, AMBIENT)  # reaches behind the camera
    assert around.box_px == (0, 0, 96, 80) and around.coverage[:, 0].min() == 1


def test_bad_input_is_refused() -> None:
    with pytest.raises(CheckError, match="samples: expected 1 or 4, got 3"):
        draw([Item(quad(unlit(1, 1, 1)), at(-1.0))], CAMERA, AMBIENT, samples=3)
    with pytest.raises(CheckError, match="corners below 3, got 7"):
        Occluder(np.zeros((3, 3)), np.array([[0, 1, 7]]))
    with pytest.raises(CheckError, match="T_camera_model"):
        Item(quad(unlit(1, 1, 1)), np.eye(3))
