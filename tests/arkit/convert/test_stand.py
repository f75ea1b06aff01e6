from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from arkit.checks import deviation_m, triangle_soup
from arkit.convert import ConvertOptions, conversion_to_dict, convert
from arkit.convert.story import prepare
from arkit.document import Document, bounds
from arkit.errors import AmbiguousError
from arkit.io import write_glb
from arkit.spaces import inverse, pose
from arkit.transforms import orientation, place
from tests import build


def glasses() -> Document:
    """Rims, bridge and bent temples; the underside of the bridge is 1 mm below the origin, its rear at z 0."""
    rims = [build.box(0.05, 0.04, 0.002, at=(x, -0.005, 0.001)) for x in (-0.038, 0.038)]
    bridge = build.box(0.028, 0.004, 0.003, at=(0, 0.001, 0.0015))
    temples = [build.box(0.003, 0.006, 0.10, at=(x, 0.01, -0.05)) for x in (-0.062, 0.062)]
    tips = [build.box(0.003, 0.03, 0.04, at=(x, -0.008, -0.12)) for x in (-0.062, 0.062)]
    return build.together(*rims, bridge, *temples, *tips)


def sofa() -> Document:
    """A chaise longue: it reaches forward on its left only."""
    feet = [build.box(0.1, 0.1, 0.1, at=(x, 0.05, z)) for x in (-0.9, 0.9) for z in (-0.3, 0.3)]
    back, seat = build.box(2.0, 0.45, 0.2, at=(0, 0.6, -0.3)), build.box(2.0, 0.35, 0.8, at=(0, 0.275, 0))
    return build.together(seat, back, build.box(0.7, 0.35, 0.6, at=(0.65, 0.275, 0.7)), *feet)


def sides(document: Document) -> tuple[float, float, float]:
    low, high = bounds(document)
    width, height, depth = (float(side) for side in high - low)
    return (width, height, depth)


def stl(document: Document, path: Path, matrix: np.ndarray) -> Path:
    """Binary STL of a document moved by a matrix, corners in their order whatever the matrix does."""
    corners = triangle_soup(document) @ matrix[:3, :3].T + matrix[:3, 3]
    rows = [struct.pack("<12fH", 0, 0, 0, *triangle.reshape(-1), 0) for triangle in corners]
    path.write_bytes(b"\0" * 80 + struct.pack("<I", len(rows)) + b"".join(rows))
    return path


@pytest.mark.parametrize("up", ["y", "z", "-z"])
def test_glasses_from_a_printers_file_sit_on_the_nose(tmp_path: Path, up: str) -> None:
    away = pose(translation=np.array([310.0, -42.0, 77.0]))
    path = stl(glasses(), tmp_path / "glasses.stl", away @ inverse(orientation(unit="mm", up=up)))
    prepared = prepare(path, ConvertOptions(size_m=sides(glasses()), kind="glasses", attach="nose"))
    assert (prepared.reading.unit, prepared.reading.up, prepared.pivot) == ("mm", up, "bridge")
    assert deviation_m(prepared.document, glasses()) < 0.0005
    assert "from its bridge" in prepared.why_pivot


def test_glasses_authored_at_the_nose_stay_where_they_are(tmp_path: Path) -> None:
    authored = place(pose(translation=np.array([0, 0.002, -0.003])))(glasses())
    write_glb(authored, tmp_path / "glasses.glb", meshopt=False)
    prepared = prepare(tmp_path / "glasses.glb", ConvertOptions(attach="nose", kind="glasses"))
    assert prepared.pivot == "keep"
    assert deviation_m(prepared.document, authored) < 1e-6


@pytest.mark.parametrize("up", ["y", "z"])
def test_a_mirrored_sofa_comes_out_true(tmp_path: Path, up: str) -> None:
    path = stl(sofa(), tmp_path / "sofa.stl", inverse(orientation(unit="cm", up=up, mirror=True)))
    prepared = prepare(path, ConvertOptions(size_m=sides(sofa()), kind="sofa", attach="floor"))
    low, high = bounds(sofa())
    middle = pose(translation=-np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2]))
    assert deviation_m(prepared.document, place(middle)(sofa())) < 0.001
    volume = np.linalg.det(triangle_soup(prepared.document)).sum()
    assert volume > 0, "faces look outward again"
    assert prepared.reading.mirror


def test_the_answer_names_every_witness(tmp_path: Path) -> None:
    path = stl(sofa(), tmp_path / "sofa.stl", inverse(orientation(unit="mm", up="z")))
    options = ConvertOptions(size_m=sides(sofa()), kind="sofa", attach="floor", effort="fast", validate=False)
    answer = conversion_to_dict(convert(path, tmp_path / "sofa.glb", options))
    said = {one["witness"]: one for one in answer["up"]["witnesses"]}
    assert set(said["back"]) == {"witness", "says", "weight"}
    assert said["back"]["weight"] > 0
    assert answer["unit"]["witnesses"][0]["witness"] == "size"


@pytest.mark.parametrize(("factor", "unit"), [(1.0, "m"), (1000.0, "mm")])
def test_without_a_size_a_sofa_is_as_large_as_sofas_are(tmp_path: Path, factor: float, unit: str) -> None:
    path = stl(sofa(), tmp_path / "sofa.stl", np.diag([factor, factor, factor, 1.0]))
    assert prepare(path, ConvertOptions(kind="sofa", attach="floor")).reading.unit == unit


def test_a_sofa_of_a_mile_is_refused(tmp_path: Path) -> None:
    path = stl(sofa(), tmp_path / "sofa.stl", np.diag([1e7, 1e7, 1e7, 1.0]))
    with pytest.raises(AmbiguousError, match="no sofa in mm"):
        prepare(path, ConvertOptions(kind="sofa"))
