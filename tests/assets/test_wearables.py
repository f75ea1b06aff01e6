"""Glasses, hat and earring: true sizes, hinges that turn, lenses inside their rims, the same bytes every time."""

from __future__ import annotations

import io
import json
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from scipy.spatial import cKDTree
from skimage.measure import points_in_poly

from arkit.document import Document, bounds, indices, instances, node_matrix, primitive_of, values
from arkit.io import read
from arkit.product import read_product
from arkit.spaces import apply, rotation_y
from assets.make import wearables_hat
from assets.make.wearables_front import Front, grown, lens_middle_mm, placed, rounded_outline, surface_mm
from assets.make.wearables_sol import sun_tint

PRODUCTS = Path(wearables_hat.__file__).parents[1] / "products"
UNIT_M = {"": 1.0, "mm": 1e-3}
GLASSES = {"aria-round": "wearables_aria", "sol-aviator": "wearables_sol", "nord-square": "wearables_nord"}
ALL = {**GLASSES, "field-hat": "wearables_hat", "drop-pearl": "wearables_earring"}


def maker(sku: str) -> ModuleType:
    return import_module(f"assets.make.{ALL[sku]}")


def shipped(sku: str) -> tuple[Document, float]:
    """The shipped GLB and its unit in metres."""
    product = read_product(PRODUCTS / sku)
    return read(PRODUCTS / sku / product.model).document, UNIT_M[product.unit]


def points_m(document: Document, unit_m: float, name: str) -> np.ndarray:
    """All points (n, 3) of one node, metres."""
    nodes = document.gltf["nodes"]
    found = [
        apply(instance.T_document_node, values(document, primitive_of(document, instance)["attributes"]["POSITION"]))
        for instance in instances(document)
        if nodes[instance.node]["name"] == name
    ]
    return np.concatenate(found) * unit_m


def hinge_m(document: Document, unit_m: float, name: str) -> np.ndarray:
    (node,) = [node for node in document.gltf["nodes"] if node["name"] == name]
    return node_matrix(node)[:3, 3] * unit_m


@pytest.mark.parametrize("sku", ALL)
def test_the_shipped_folder_is_what_the_script_makes(sku: str, tmp_path: Path) -> None:
    made = maker(sku).make(tmp_path)
    assert sorted(path.name for path in made.iterdir()) == sorted(path.name for path in (PRODUCTS / sku).iterdir())
    for path in made.iterdir():
        assert path.read_bytes() == (PRODUCTS / sku / path.name).read_bytes(), path.name
    assert sum(path.stat().st_size for path in made.iterdir()) < 1_500_000


@pytest.mark.parametrize("sku", ALL)
def test_the_record_states_the_size_of_the_model(sku: str) -> None:
    product = read_product(PRODUCTS / sku)
    assert product.gtin.startswith("2") and product.brand == "Arkit Atelier"
    assert {"CNY", "USD"} <= set(product.price)
    for words in (product.title, product.description, product.material, product.color):
        assert set(words) == {"zh", "en"} and all(words.values())
    low, high = bounds(read(PRODUCTS / sku / product.model).document)
    size = (high - low) * UNIT_M[product.unit]
    if product.up == "z":
        size = size[[0, 2, 1]]
    assert product.size_m is not None
    np.testing.assert_allclose(size, product.size_m, atol=5e-4)


@pytest.mark.parametrize("sku", GLASSES)
def test_glasses_measure_like_glasses(sku: str) -> None:
    document, unit_m = shipped(sku)
    low, high = bounds(document)
    width, height, depth = (high - low) * unit_m
    assert 0.135 <= width <= 0.142 and 0.042 <= height <= 0.056 and 0.135 <= depth <= 0.155
    left, right = (points_m(document, unit_m, f"lens_{side}") for side in ("left", "right"))
    assert left[:, 0].min() > 0.007 and right[:, 0].max() < -0.007  # the wearer's left is +x
    assert 0.047 <= np.ptp(left[:, 0]) <= 0.056
    np.testing.assert_allclose(left.mean(axis=0) * (-1, 1, 1), right.mean(axis=0), atol=1e-5)


@pytest.mark.parametrize("sku", GLASSES)
def test_glasses_have_the_nodes_that_try_on_needs(sku: str) -> None:
    document, unit_m = shipped(sku)
    names = {node["name"] for node in document.gltf["nodes"]}
    assert names == {"frame", "temple_left", "temple_right", "lens_left", "lens_right"}
    triangles = 0
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        triangles += len(document.accessors[primitive["indices"]]) // 3
        material = document.gltf["materials"][primitive["material"]]
        if document.gltf["nodes"][instance.node]["name"].startswith("lens"):
            assert material["alphaMode"] == "BLEND" and material["pbrMetallicRoughness"]["baseColorFactor"][3] < 1
    assert 10_000 < triangles <= 40_000
    assert unit_m == (1e-3 if sku == "nord-square" else 1.0)


@pytest.mark.parametrize("sku", GLASSES)
def test_the_origin_is_where_the_bridge_rests(sku: str) -> None:
    document, unit_m = shipped(sku)
    frame = points_m(document, unit_m, "frame")
    middle = frame[np.abs(frame[:, 0]) < 1.5e-3]
    level = middle[np.abs(middle[:, 1]) < 1.2e-3]
    assert abs(level[:, 2].min()) < 8e-4, "the rear of the bridge touches z = 0 at the height of the origin"
    assert frame[:, 2].max() < 0.012


@pytest.mark.parametrize("sku", GLASSES)
@pytest.mark.parametrize(("name", "sign"), [("temple_left", 1.0), ("temple_right", -1.0)])
def test_a_temple_turns_about_its_hinge_pin(sku: str, name: str, sign: float) -> None:
    document, unit_m = shipped(sku)
    pin, points = hinge_m(document, unit_m, name), points_m(document, unit_m, name)
    frame = points_m(document, unit_m, "frame")
    assert pin[0] * sign > 0.055
    near = points - pin
    assert np.linalg.norm(near[:, [0, 2]], axis=1).min() < 1.5e-3, "the temple's barrel is round the pin"
    barrel = frame - pin
    assert np.linalg.norm(barrel[:, [0, 2]], axis=1).min() < 1.5e-3, "the frame's barrels are round the same pin"
    assert points[:, 2].max() < pin[2] + 2e-3 and points[:, 2].min() < pin[2] - 0.120
    length = np.linalg.norm(near[np.argmin(points[:, 2])])
    assert 0.125 < length < 0.150
    tip = points[points[:, 2] < points[:, 2].min() + 0.005]
    assert tip[:, 1].mean() < pin[1] - 0.015, "the tip drops behind the ear"
    closed = (points - pin) @ rotation_y(sign * np.pi / 2).T + pin
    for side in ("left", "right"):
        lens = points_m(document, unit_m, f"lens_{side}")
        away, nearest = cKDTree(lens[:, :2]).query(closed[:, :2])
        behind = lens[nearest, 2] - closed[:, 2]
        assert behind[away < 1e-3].min() > 0.5e-3, "closed, it lies behind the lenses"
    assert closed[:, 2].min() > pin[2] - 0.010, "and flat against them"
    reach = np.abs(frame[:, 0]).max() + 0.004
    assert np.abs(closed[:, 0]).max() < reach and (closed[:, 0] * sign).min() < -0.050
    assert closed[:, 1].min() > min(frame[:, 1].min(), points[:, 1].min()) - 1e-6


@pytest.mark.parametrize("sku", GLASSES)
def test_each_lens_sits_in_the_groove_of_its_rim(sku: str) -> None:
    document, unit_m = shipped(sku)
    frame = points_m(document, unit_m, "frame")
    edge = rim_of(document, "lens_left") * unit_m
    distance, _ = cKDTree(frame).query(edge)
    assert len(edge) >= 64 and distance.max() < 1.2e-3, "no gap between lens and rim"
    loop = edge[np.argsort(np.arctan2(*(edge - edge.mean(axis=0))[:, 1::-1].T))]
    near = frame[cKDTree(edge).query(frame)[0] < 0.004]
    inside = points_in_poly(near[:, :2], loop[:, :2])
    assert 0.1 < inside.mean() < 0.6, "the edge runs through the rim, not before or behind it"
    assert near[:, 2].max() > edge[:, 2].max() and near[:, 2].min() < edge[:, 2].min(), "the rim holds it on both sides"


def rim_of(document: Document, name: str) -> np.ndarray:
    """Points (n, 3) on the open border of one node's mesh, document space and its unit."""
    (instance,) = [one for one in instances(document) if document.gltf["nodes"][one.node]["name"] == name]
    primitive = primitive_of(document, instance)
    points = apply(instance.T_document_node, values(document, primitive["attributes"]["POSITION"]))
    _, first, same = np.unique(np.round(points, 6), axis=0, return_index=True, return_inverse=True)
    corners = same.reshape(-1)[indices(document, primitive)]
    edges = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    border, count = np.unique(edges, axis=0, return_counts=True)
    return points[first[np.unique(border[count == 1])]]


def test_the_seen_lens_stays_inside_the_wire() -> None:
    front = Front(rounded_outline(48, 46, power=2.1, flare=0.02), 20, (4, 0))
    outer = grown(front.outline_mm, 1.5)
    assert points_in_poly(grown(front.outline_mm, 0.35), outer).all()
    assert not points_in_poly(outer * 1.001, outer).any()


def test_an_outline_is_as_wide_as_ordered_and_grows_evenly() -> None:
    outline = rounded_outline(50, 38, power=3.5, flare=0.08)
    np.testing.assert_allclose(np.ptp(outline, axis=0), (50, 38))
    circle = rounded_outline(40, 40, power=2, flare=0)
    np.testing.assert_allclose(np.linalg.norm(grown(circle, 2.0), axis=1), 22.0, atol=1e-9)


def test_the_front_wraps_tilts_and_curves_as_stated() -> None:
    front = Front(rounded_outline(50, 40, power=2, flare=0), 20, (0, 0), 120.0, np.radians(5), np.radians(8))
    middle = lens_middle_mm(front)
    assert middle == pytest.approx(35)
    slope = np.diff(surface_mm(front, np.array([middle - 0.01, middle + 0.01]), np.zeros(2)))[0] / 0.02
    assert np.degrees(np.arctan(-slope)) == pytest.approx(5, abs=0.01)
    sag = surface_mm(front, np.array([middle]), np.zeros(1)) - surface_mm(front, np.array([middle]), np.array([20.0]))
    assert sag[0] == pytest.approx(20**2 / 240)
    top, bottom = placed(front, 0.0, 10.0), placed(front, 0.0, -10.0)
    curve = (surface_mm(front, np.zeros(1), np.array([10.0])) - surface_mm(front, np.zeros(1), np.zeros(1)))[0] * 1e-3
    assert np.arctan2(top[2] - bottom[2], top[1] - bottom[1]) == pytest.approx(np.radians(8))
    assert curve < 0
    np.testing.assert_allclose(placed(front, 0.0, 0.0), 0, atol=1e-12)


def test_the_bridge_joins_both_lenses_without_a_kink() -> None:
    front = Front(rounded_outline(50, 40, power=3, flare=0), 20, (0, 0), crown_mm=1.0)
    u = np.linspace(-20, 20, 4001)
    slope = np.gradient(surface_mm(front, u, np.zeros_like(u)), u)
    assert np.abs(np.diff(slope)).max() < 2e-3


def test_sunglasses_clear_downwards() -> None:
    picture = np.asarray(Image.open(io.BytesIO(sun_tint().data))) / 255
    assert picture.shape == (128, 4, 4)
    alpha = picture[:, 0, 3]
    assert alpha[0] > 0.85 and alpha[-1] < 0.45 and (np.diff(alpha) <= 0).all()
    assert (picture[..., 0] > picture[..., 2] + 0.1).all(), "a warm tint"


def test_the_hat_fits_a_head_of_its_size() -> None:
    half_x, half_z = wearables_hat.head_band_mm()
    angle = np.linspace(0, 2 * np.pi, 20001)
    oval = np.column_stack([half_x * np.cos(angle), half_z * np.sin(angle)])
    assert np.linalg.norm(np.diff(oval, axis=0), axis=1).sum() == pytest.approx(wearables_hat.ROUND_MM, abs=0.5)
    lining = wearables_hat.crown(angle[:-1], np.zeros(20000), 0.0)
    np.testing.assert_allclose(lining[:, [0, 2]], oval[:-1], atol=0.2)
    assert np.abs(lining[:, 1]).max() < 0.5, "the origin lies in the plane of the head band"


def test_the_hat_is_worn_outside_out() -> None:
    """Signed volumes: felt and ribbon look outwards, lining and sweatband to the head."""
    outer, lining = wearables_hat.felt()
    outward = [outer, wearables_hat.brim_mesh(), wearables_hat.ribbon()]
    for sign, meshes in ((1, outward), (-1, [lining, wearables_hat.sweatband()])):
        for mesh in meshes:
            a, b, c = (mesh.positions[mesh.triangles[:, corner]] for corner in range(3))
            assert sign * np.einsum("ij,ij->", a, np.cross(b, c)) > 0


def test_the_hat_is_low_in_front_and_says_millimetres_z_up() -> None:
    product = read_product(PRODUCTS / "field-hat")
    assert (product.unit, product.up, product.attach) == ("mm", "z", "head")
    front, back = (wearables_hat.brim(np.ones(1), np.array([angle]))[0] for angle in (np.pi / 2, -np.pi / 2))
    assert front[1] < back[1] - 10
    text = (PRODUCTS / "field-hat" / "field-hat.obj").read_text(encoding="utf-8")
    points = np.array([line.split()[1:] for line in text.splitlines() if line.startswith("v ")], dtype=float)
    assert points[np.abs(points[:, 0]) < 1][:, 1].min() == pytest.approx(-points[:, 1].max(), abs=2)
    assert points[:, 2].max() == pytest.approx(np.ptp(points[:, 2]) + points[:, 2].min())
    assert points[:, 2].max() > 100, "the crown is up"


def test_the_earring_hangs_from_the_origin() -> None:
    document, unit_m = shipped("drop-pearl")
    hook, pearl = points_m(document, unit_m, "hook"), points_m(document, unit_m, "pearl")
    assert np.linalg.norm(hook, axis=1).min() < 6e-4, "the wire passes through the origin"
    assert hook[:, 1].max() < 6e-4 and pearl[:, 1].max() < -0.015
    assert abs(pearl[:, 0].mean()) < 1e-5 and np.ptp(pearl[:, 1]) == pytest.approx(0.013, abs=1e-4)
    gltf = json.dumps(dict(document.gltf))
    assert "KHR_materials_clearcoat" in gltf
