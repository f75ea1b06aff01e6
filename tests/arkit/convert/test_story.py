from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from arkit.convert import ConvertOptions, Profile, conversion_to_dict, convert
from arkit.document import bounds
from arkit.errors import AmbiguousError, ArkitError, CheckError
from arkit.io import read, write_glb
from tests import build

# A stool of 40 x 35 x 45 cm in millimetres, z up: a seat and four legs.
SEAT = (0, 0, 430, 400, 350, 20)
LEGS = [(x, y, 210, 40, 40, 420) for x in (-180, 180) for y in (-155, 155)]
QUADS = ((1, 3, 4, 2), (5, 6, 8, 7), (1, 2, 6, 5), (3, 7, 8, 4), (1, 5, 7, 3), (2, 4, 8, 6))


def stool(folder: Path, *, kd: str = "0.6 0.4 0.2") -> Path:
    """An OBJ with its MTL; every quad faces outward."""
    lines = ["mtllib stool.mtl"]
    for index, (x, y, z, width, depth, height) in enumerate([SEAT, *LEGS]):
        lines += [f"g {'leg' if index else 'seat'}_{index}", f"usemtl {'oak' if index else 'cloth'}"]
        for corner in range(8):
            signs = [(corner >> bit & 1) * 2 - 1 for bit in range(3)]
            lines.append(f"v {x + signs[0] * width / 2} {y + signs[1] * depth / 2} {z + signs[2] * height / 2}")
        lines += ["f " + " ".join(str(corner + index * 8) for corner in quad) for quad in QUADS]
    (folder / "stool.obj").write_text("\n".join(lines))
    (folder / "stool.mtl").write_text(f"newmtl cloth\nKd {kd}\nnewmtl oak\nKd 0.4 0.3 0.1\nPr 0.5\n")
    return folder / "stool.obj"


SIZE = (0.40, 0.44, 0.35)


def options(**more: object) -> ConvertOptions:
    return ConvertOptions(size_m=SIZE, effort="fast", validate=False, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("profile", ["web", "store"])
def test_a_stool_stands_in_metres_with_its_colours(tmp_path: Path, profile: str) -> None:
    done = convert(stool(tmp_path), tmp_path / "stool.glb", options(profile=profile))
    assert (done.unit.chosen, done.up.chosen) == ("mm", "z")
    assert done.size_m == pytest.approx(SIZE, abs=2e-4)
    back = read(tmp_path / "stool.glb")
    low, high = bounds(back.document)
    assert low == pytest.approx([-0.2, 0, -0.175], abs=2e-4)
    assert high == pytest.approx([0.2, 0.44, 0.175], abs=2e-4)
    assert {node.get("name") for node in back.document.gltf["nodes"]} >= {"seat_0", "leg_1", "leg_4"}
    assert [material["name"] for material in done.materials] == ["cloth", "oak"]
    assert done.materials[0]["color"] == "#996633"
    assert done.fidelity.material_delta_e is not None
    assert done.fidelity.material_delta_e < 0.01
    assert (done.fidelity.deviation_mm, done.fidelity.psnr_db) == (None, None)  # "fast" does not measure them
    assert all(check.ok for check in done.checks["structure"])


@pytest.mark.parametrize("profile", ["web", "store"])
def test_the_default_effort_measures_what_it_cost(tmp_path: Path, profile: Profile) -> None:
    done = convert(stool(tmp_path), tmp_path / "stool.glb", ConvertOptions(profile, size_m=SIZE, validate=False))
    assert done.fidelity.deviation_mm is not None
    assert done.fidelity.deviation_mm < (0.1 if profile == "web" else 0.001)
    assert done.fidelity.psnr_db is None or done.fidelity.psnr_db > 40  # None where there is no OpenGL


def test_the_front_of_a_z_up_file_faces_plus_z(tmp_path: Path) -> None:
    path = stool(tmp_path)
    path.write_text(path.read_text() + "\ng handle\nv -10 -185 400\nv 10 -185 400\nv 0 -185 420\nf 41 42 43\n")
    convert(path, tmp_path / "stool.glb", ConvertOptions(unit="mm", up="z", effort="fast", validate=False))
    document = read(tmp_path / "stool.glb").document
    names = [node.get("name") for node in document.gltf["nodes"]]
    handle = document.gltf["nodes"][names.index("handle")]
    assert handle["translation"][2] > 0.17


def test_store_files_need_no_extension_and_web_files_are_smaller(tmp_path: Path) -> None:
    source = tmp_path / "ball.glb"
    write_glb(build.with_texture(build.sphere(0.3, rows=40), build.png(build.checkerboard(256))), source, meshopt=False)
    plain = ConvertOptions(profile="store", effort="fast", validate=False)
    store = convert(source, tmp_path / "store.glb", plain)
    web = convert(source, tmp_path / "web.glb", ConvertOptions(effort="fast", validate=False))
    assert web.outputs[0].bytes < store.outputs[0].bytes / 2
    text = (tmp_path / "store.glb").read_bytes()
    assert b"extensionsRequired" not in text
    assert b"KHR_mesh_quantization" in (tmp_path / "web.glb").read_bytes()


def test_ios_writes_a_usdz_of_the_same_shape(tmp_path: Path) -> None:
    pytest.importorskip("pxr", reason="usd-core is not installed")
    done = convert(stool(tmp_path), tmp_path / "stool.usdz", options(profile="ios"))
    assert done.fidelity.deviation_mm is not None
    assert done.fidelity.deviation_mm < 0.001
    assert set(done.checks) == {"structure", "apple"}


@pytest.mark.parametrize(
    "attach,low",
    [
        ("floor", (-0.2, 0, -0.175)),
        ("wall", (-0.2, -0.22, 0)),
        ("ceiling", (-0.2, -0.44, -0.175)),
    ],
)
def test_the_origin_follows_what_the_product_rests_on(tmp_path: Path, attach: str, low: tuple[float, ...]) -> None:
    done = convert(stool(tmp_path), tmp_path / "stool.glb", options(attach=attach, profile="store"))
    assert bounds(read(tmp_path / "stool.glb").document)[0] == pytest.approx(low, abs=1e-6)
    assert attach in done.origin["evidence"]


@pytest.mark.parametrize(("stated", "said"), [("", True), ("y", False)])
def test_feet_in_the_air_are_said(tmp_path: Path, stated: str, said: bool) -> None:
    turned = build.together(build.box(2, 0.4, 0.9, at=(0, 0.8, 0)), build.box(2, 0.6, 0.1, at=(0, 0.3, -0.4)))
    write_glb(turned, tmp_path / "sofa.glb", meshopt=False)
    size = ConvertOptions(size_m=(2, 1, 0.9), attach="floor", kind="sofa", up=stated, effort="fast", validate=False)
    done = convert(tmp_path / "sofa.glb", tmp_path / "out.glb", size)
    assert any("-y" in guess for guess in done.guesses) == said


def test_a_glb_in_millimetres_is_made_true_and_its_origin_kept(tmp_path: Path) -> None:
    write_glb(build.box(400, 440, 350, at=(0, 500, 0)), tmp_path / "mm.glb", meshopt=False)
    done = convert(tmp_path / "mm.glb", tmp_path / "out.glb", options())
    assert done.unit.chosen == "mm"
    assert "the file declares m, its size says mm" in done.guesses
    assert bounds(read(tmp_path / "out.glb").document)[0][1] == pytest.approx(0.28, abs=1e-4)


def test_variants_animations_cameras_and_extensions_survive(tmp_path: Path) -> None:
    box = build.with_accessor(build.box(1, 1, 1), np.array([[0.0], [1.0]], dtype=np.float32))
    box = build.with_accessor(box, np.array([[0, 0, 0, 1], [0, 1, 0, 0]], dtype=np.float32))
    own = len(box.accessors)
    channel = {"sampler": 0, "target": {"node": 0, "path": "rotation"}}
    box.accessors[own - 2].setflags(write=False)
    gltf = {
        **box.gltf,
        "animations": [{"name": "turn", "channels": [channel], "samplers": [{"input": own - 2, "output": own - 1}]}],
        "cameras": [{"type": "perspective", "perspective": {"yfov": 1, "znear": 0.1}}],
        "nodes": [{"name": "box", "mesh": 0, "rotation": [0, 0, 0, 1]}, {"camera": 0}],
        "scenes": [{"nodes": [0, 1]}],
        "materials": [
            {**box.gltf["materials"][0], "extensions": {"KHR_materials_sheen": {"sheenRoughnessFactor": 0.4}}}
        ],
        "extensionsUsed": ["KHR_materials_sheen", "KHR_materials_variants"],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": "grey"}]}},
    }
    mappings = {"KHR_materials_variants": {"mappings": [{"material": 0, "variants": [0]}]}}
    gltf["meshes"] = [{"primitives": [{**box.gltf["meshes"][0]["primitives"][0], "extensions": mappings}]}]
    entries = [dict(entry) for entry in gltf["accessors"]]
    entries[own - 2] |= {"min": [0], "max": [1]}
    gltf["accessors"] = entries
    write_glb(type(box)(gltf, box.accessors), tmp_path / "in.glb", meshopt=False)
    done = convert(tmp_path / "in.glb", tmp_path / "out.glb", ConvertOptions(effort="fast", validate=False))
    back = read(tmp_path / "out.glb").document
    assert done.variants == ("grey",)
    assert back.gltf["animations"][0]["name"] == "turn"
    assert back.accessors[back.gltf["animations"][0]["samplers"][0]["output"]].tolist() == [[0, 0, 0, 1], [0, 1, 0, 0]]
    assert back.gltf["nodes"][0]["name"] == "box"
    assert "mesh" not in back.gltf["nodes"][0], "the animated node keeps its own transform; a child holds the mesh"
    assert back.gltf["cameras"] == gltf["cameras"]
    assert back.gltf["materials"][0]["extensions"] == gltf["materials"][0]["extensions"]


def test_progress_only_grows_and_ends_at_one(tmp_path: Path) -> None:
    heard: list[tuple[float, str]] = []
    convert(
        stool(tmp_path), tmp_path / "stool.glb", options(), progress=lambda part, stage: heard.append((part, stage))
    )
    parts = [part for part, _ in heard]
    assert parts == sorted(parts)
    assert (heard[0], heard[-1]) == ((0.0, "read"), (1.0, "done"))


def test_the_answer_is_json(tmp_path: Path) -> None:
    done = convert(stool(tmp_path), tmp_path / "stool.glb", options())
    answer = json.loads(json.dumps(conversion_to_dict(done)))
    assert set(answer) >= set("input outputs size_m unit up origin materials variants fidelity checks guesses".split())
    assert set(answer["outputs"][0]) >= set("path profile bytes triangles textures sha256".split())
    assert set(answer["fidelity"]) >= set("psnr_db ssim silhouette_iou delta_e".split())


@pytest.mark.parametrize(
    "more,name,error,said",
    [
        ({"profile": "gpu"}, "out.usdz", CheckError, "name ending in .glb"),
        ({"profile": "store", "draco": True}, "out.glb", CheckError, "draco: expected profile web or gpu"),
        ({"profile": "ios"}, "out.glb", CheckError, r"ending in \.usdz"),
        ({}, "out.obj", CheckError, r"ending in \.glb"),
        ({}, "gone/out.glb", CheckError, "existing folder"),
        ({"unit": "in"}, "out.glb", CheckError, "closest reading"),
    ],
)
def test_what_cannot_be_done_leaves_nothing_behind(
    tmp_path: Path, more: dict[str, object], name: str, error: type[ArkitError], said: str
) -> None:
    path = stool(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(error, match=said):
        convert(path, tmp_path / name, options(**more))
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_without_a_unit_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousError, match="--size WxDxHcm"):
        convert(stool(tmp_path), tmp_path / "out.glb", ConvertOptions(effort="fast", validate=False))
