from __future__ import annotations

import numpy as np
import pytest

from arkit.color import hex_to_srgb, srgb_to_lab
from arkit.convert.words import color_names


def named(*codes: str, weights: tuple[float, ...] | None = None) -> list[tuple[str, str, float]]:
    lab = srgb_to_lab(np.stack([hex_to_srgb(code) for code in codes]))
    return color_names(lab, np.array(weights or (1.0,) * len(codes)))


# Colours of other people's lists (CSS, paint makers), not of our table.
@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("#FFFAFA", "white", "白色"),
        ("#0A0A0A", "black", "黑色"),
        ("#808080", "grey", "灰色"),
        ("#DC143C", "red", "红色"),
        ("#FF8C00", "orange", "橙色"),
        ("#000080", "navy", "藏青色"),
        ("#1E90FF", "blue", "蓝色"),
        ("#228B22", "green", "绿色"),
        ("#8B4513", "brown", "棕色"),
        ("#F5F5DC", "ivory", "象牙白"),
        ("#FFD700", "yellow", "黄色"),
        ("#800080", "purple", "紫色"),
        ("#808000", "olive", "橄榄绿"),
        ("#40E0D0", "turquoise", "绿松石色"),
    ],
)
def test_well_known_colours_have_their_names(code: str, english: str, chinese: str) -> None:
    assert named(code)[0] == (english, chinese, 1.0)


def test_the_heavier_colour_comes_first() -> None:
    found = named("#DC143C", "#000080", weights=(1.0, 3.0))
    assert [(english, part) for english, _, part in found] == [("navy", 0.75), ("red", 0.25)]


def test_no_samples_have_no_name() -> None:
    assert color_names(np.zeros((0, 3)), np.zeros(0)) == []
