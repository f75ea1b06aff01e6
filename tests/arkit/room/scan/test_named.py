"""GLB and USDZ rooms: read like any mesh, and by the names that RoomPlan gives its parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from arkit.document import Document
from arkit.io import write_glb, write_usdz
from arkit.room.scan import known_word, name_parts
from arkit.scan import read_scan
from arkit.spaces import rotation_y
from tests import build

PARTS = {
    "Wall0": (4.0, 2.5, 0.1, 0.0, 0.0, -1.55),
    "Wall1": (4.0, 2.5, 0.1, 0.0, 0.0, 1.55),
    "Wall2": (0.1, 2.5, 3.0, -2.05, 0.0, 0.0),
    "Wall3": (0.1, 2.5, 3.0, 2.05, 0.0, 0.0),
    "Floor0": (4.2, 0.05, 3.2, 0.0, -0.05, 0.0),
    "Door0": (0.9, 2.05, 0.06, 0.8, 0.0, -1.5),
    "Sofa0": (1.9, 0.8, 0.9, -0.6, 0.0, 0.9),
}


def house(names: dict[str, str]) -> Document:
    """A room of 4 x 3 m as boxes, each a node with its name or the one that it is given."""
    return build.together(
        *(
            build.box(width, height, depth, at=(x, y + height / 2, z), name=names.get(name, name))
            for name, (width, height, depth, x, y, z) in PARTS.items()
        )
    )


def written(document: Document, path: Path) -> Path:
    if path.suffix == ".glb":
        write_glb(document, path, meshopt=False)
    else:
        write_usdz(document, path)
    return path


def test_words_of_part_names() -> None:
    assert [known_word(one) for one in ("Door0", "Window_2", "Sofa0", "Television1", "Wall3", "Mesh_12", "")] == [
        "door",
        "window",
        "couch",
        "screen",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize("degrees", [0, 20, 75])
def test_a_turned_part_becomes_its_own_box(degrees: float) -> None:
    corners = np.array([(x, y, z) for x in (-0.95, 0.95) for y in (0.1, 0.9) for z in (-0.45, 0.45)])
    placed = corners @ rotation_y(np.radians(degrees)).T + (1.0, 0.0, 2.0)
    _, (box,) = name_parts([("couch", placed)], "y")
    assert box.size_m == pytest.approx((1.9, 0.8, 0.9), abs=1e-4)
    assert box.T_scan_box[:3, 3] == pytest.approx((1.0, 0.1, 2.0), abs=1e-4)
    (door,), _ = name_parts([("door", placed * (1, 1, 0.1))], "y", 1.0) if degrees == 0 else ((None,), ())
    assert door is None or abs(door.T_scan_plane[1, 1]) < 1e-6


@pytest.mark.parametrize("suffix", [".glb", ".usdz"])
def test_a_room_with_names_tells_its_door_and_sofa(tmp_path: Path, suffix: str) -> None:
    found = read_scan(written(house({}), tmp_path / f"room{suffix}"))
    (door,) = found.openings
    assert door.kind == "door" and door.width_m.value == pytest.approx(0.9, abs=0.01)
    assert door.height_m.value == pytest.approx(2.05, abs=0.01)
    sofa = next(one for one in found.furniture if one.label == "couch")
    assert sorted(sofa.size_m.tolist()) == pytest.approx([0.8, 0.9, 1.9], abs=0.02)
    walls = [one.T_room_plane for one in found.planes if one.kind == "wall"]
    faces = {round(abs(float(T[:3, 1] @ T[:3, 3])), 2) for T in walls}
    assert faces == {1.5, 2.0}  # the inner faces, not the outer ones 10 cm behind


@pytest.mark.parametrize("suffix", [".glb", ".usdz"])
def test_without_names_it_is_a_mesh(tmp_path: Path, suffix: str) -> None:
    plain = {name: f"part_{at}" for at, name in enumerate(PARTS)}
    found = read_scan(written(house(plain), tmp_path / f"room{suffix}"))
    assert not any(one.label == "couch" for one in found.furniture)
    assert any(one.size_m.max() > 1.7 for one in found.furniture)
