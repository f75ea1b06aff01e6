from __future__ import annotations

from pathlib import Path

import pytest

from arkit.document import bounds
from arkit.errors import ArkitError, UnsupportedError
from arkit.io import read
from tests.arkit.io.formats.step_box import step_box

pytest.importorskip("cascadio", reason="cascadio is not installed")


@pytest.mark.parametrize("unit,length_m", [("mm", 0.001), ("m", 1.0), ("in", 0.0254)])
def test_any_unit_comes_out_in_metres(tmp_path: Path, unit: str, length_m: float) -> None:
    (tmp_path / "lid").write_text(step_box((40, 20, 10), "Lid", unit=unit))
    source = read(tmp_path / "lid")
    assert (source.format, source.unit, source.up, source.triangles) == ("step", "m", "", 12)
    low, high = bounds(source.document)
    assert (high - low) / length_m == pytest.approx([40, 20, 10])
    assert any("tessellated to 0.1 mm" in one for one in source.guesses)


def test_the_parts_name_and_the_colours_of_its_faces_survive(tmp_path: Path) -> None:
    (tmp_path / "lid.step").write_text(step_box((4, 2, 1), "Lid", color=(0.8, 0.1, 0.1), top=(0.1, 0.2, 0.9)))
    source = read(tmp_path / "lid.step")
    assert [node["name"] for node in source.document.gltf["nodes"]] == ["Lid"]
    colors = sorted(source.colors_srgb.values())
    assert colors[0] == pytest.approx((0.1, 0.2, 0.9), abs=1e-4)
    assert colors[1] == pytest.approx((0.8, 0.1, 0.1), abs=1e-4)
    by_color = [
        source.document.gltf["accessors"][one["indices"]]["count"] // 3
        for one in source.document.gltf["meshes"][0]["primitives"]
    ]
    assert sorted(by_color) == [2, 10]


def test_broken_and_outward_files_are_refused_in_one_sentence(tmp_path: Path) -> None:
    whole = step_box((4, 2, 1), "Lid")
    path = tmp_path / "lid.step"
    end = "ENDSEC;\nEND-ISO-10303-21;\n"
    for text, said in (
        (whole[:3000], "cut off"),
        (whole.replace("DATA;", "DATA;\n#9000=X(" + "(" * 20_000 + ")" * 20_000 + ");", 1), "deep"),
        ("ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n" + end, "cannot be read"),
        (whole.replace("CLOSED_SHELL", "NO_SHELL"), "cannot be read"),
    ):
        path.write_text(text)
        with pytest.raises(ArkitError, match=said) as raised:
            read(path)
        assert "\n" not in str(raised.value)
    path.write_text(whole.replace("DATA;", "DATA;\n#9000=EXTERNAL_SOURCE(IDENTIFIER('/etc/passwd'));", 1))
    with pytest.raises(UnsupportedError, match="names other files"):
        read(path)
