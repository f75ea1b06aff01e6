"""Nearest by what an eye sees, not by distance in RGB; choosing by id, name and colour."""

from __future__ import annotations

import pytest

from arkit.errors import CheckError
from arkit.product import Shade
from arkit.shade import choose, nearest, shade_name


def shade(id: str, color: str, zh: str = "", series: str = "") -> Shade:
    return Shade(id, {"zh": zh} if zh else {}, color, "matte", "Ours", series)


RANGE = (
    shade("1", "#A2253B", "酒红"),
    shade("2", "#C98A7D", "豆沙"),
    shade("3", "#A2253B", "石榴"),
    shade("4", "#FF0000"),
)


def test_itself_first_and_equals_in_order() -> None:
    found = nearest(RANGE, "#a2253b", 3)
    assert [one.shade.id for one in found] == ["1", "3", "4"]
    assert found[0].delta_e == pytest.approx(0, abs=1e-9)
    assert found[1].delta_e <= found[2].delta_e


def test_the_eye_decides() -> None:
    blues = (shade("near", "#0000C8"), shade("far", "#1E1EFF"))  # RGB says the second is nearer to #0A0AE6
    assert nearest(blues, "#0A0AE6")[0].shade.id == "near"


def test_more_than_there_are() -> None:
    assert len(nearest(RANGE, "#FFFFFF", 99)) == len(RANGE)


@pytest.mark.parametrize("shades,count", [((), 1), (RANGE, 0)])
def test_nothing_to_search(shades: tuple[Shade, ...], count: int) -> None:
    with pytest.raises(CheckError):
        nearest(shades, "#123456", count)


def test_choose() -> None:
    assert [one.id for one in choose(RANGE, ["豆沙", "4", "#C98A7D"])] == ["2", "4", "2"]
    with pytest.raises(CheckError, match="expected one, 2 have it"):
        choose(RANGE, ["#A2253B"])
    with pytest.raises(CheckError, match="none has it"):
        choose(RANGE, ["mauve"])
    twins = (shade("9", "#111111", series="a"), shade("9", "#222222", series="b"))
    assert choose(twins, ["ours/B/9"])[0].color == "#222222"


def test_names() -> None:
    assert shade_name(RANGE[0], "en") == "酒红"
    assert shade_name(RANGE[3]) == "4"
