"""Names of colours, the nearest by CIEDE2000. The table is ours: shoppers' words, spread over what products wear."""

from __future__ import annotations

from functools import cache

import numpy as np

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab

# English, Chinese, sRGB. Some names stand more than once: a name is a region, not a point.
_TABLE: tuple[tuple[str, str, str], ...] = (
    ("white", "白色", "#FFFFFF"),
    ("white", "白色", "#F2F1EF"),
    ("ivory", "象牙白", "#F3ECDC"),
    ("cream", "奶油色", "#EADFC6"),
    ("light grey", "浅灰色", "#CFCFCF"),
    ("grey", "灰色", "#9A9A9A"),
    ("grey", "灰色", "#7D7D7D"),
    ("dark grey", "深灰色", "#4E4E4E"),
    ("charcoal", "炭灰色", "#363636"),
    ("black", "黑色", "#1E1E1E"),
    ("black", "黑色", "#000000"),
    ("beige", "米色", "#D8C6A6"),
    ("sand", "沙色", "#C4AA84"),
    ("taupe", "灰褐色", "#8C7C6C"),
    ("camel", "驼色", "#B98B57"),
    ("light brown", "浅棕色", "#A87C50"),
    ("brown", "棕色", "#7A5230"),
    ("brown", "棕色", "#6B4A33"),
    ("dark brown", "深棕色", "#46301F"),
    ("terracotta", "赤陶色", "#B5603F"),
    ("copper", "铜色", "#B87346"),
    ("gold", "金色", "#CDA349"),
    ("mustard", "芥末黄", "#C59A24"),
    ("yellow", "黄色", "#F1D42E"),
    ("yellow", "黄色", "#F3E27A"),
    ("orange", "橙色", "#EE7A1C"),
    ("orange", "橙色", "#F0531F"),
    ("coral", "珊瑚色", "#F27C66"),
    ("peach", "桃色", "#F3C4A4"),
    ("red", "红色", "#CF1F26"),
    ("red", "红色", "#A9181F"),
    ("dark red", "深红色", "#6E151A"),
    ("burgundy", "酒红色", "#5A1730"),
    ("pink", "粉色", "#F0A3B6"),
    ("pale pink", "浅粉色", "#F2D3D3"),
    ("hot pink", "玫红色", "#DB2F78"),
    ("dusty rose", "豆沙粉", "#B97C7C"),
    ("purple", "紫色", "#6E3A94"),
    ("lavender", "薰衣草紫", "#B6A3D6"),
    ("plum", "梅紫色", "#532A52"),
    ("navy", "藏青色", "#1C2846"),
    ("blue", "蓝色", "#1F52B5"),
    ("blue", "蓝色", "#3E78C4"),
    ("light blue", "浅蓝色", "#A3C6E6"),
    ("grey blue", "灰蓝色", "#6C8196"),
    ("teal", "青绿色", "#17736F"),
    ("dark teal", "墨青色", "#12464A"),
    ("turquoise", "绿松石色", "#3CBBB2"),
    ("mint", "薄荷绿", "#B2DFC6"),
    ("green", "绿色", "#2C8A3E"),
    ("lime green", "青柠绿", "#9CCB30"),
    ("dark green", "墨绿色", "#1D3F2B"),
    ("olive", "橄榄绿", "#6B6A2F"),
    ("moss green", "苔绿色", "#5F6B49"),
    ("sage", "鼠尾草绿", "#A3AE8F"),
)


@cache
def _labs() -> np.ndarray:
    return srgb_to_lab(np.stack([hex_to_srgb(code) for _, _, code in _TABLE]))


@cache
def _pairs() -> tuple[tuple[tuple[str, str], ...], np.ndarray]:
    """Each (English, Chinese) once, and which of them each row of the table is."""
    pairs = tuple(dict.fromkeys((english, chinese) for english, chinese, _ in _TABLE))
    return pairs, np.array([pairs.index((english, chinese)) for english, chinese, _ in _TABLE])


def color_names(lab: np.ndarray, weights: np.ndarray) -> list[tuple[str, str, float]]:
    """The colours of samples, the most frequent first.

    Args:
        lab: (n, 3) CIELAB.
        weights: (n,) what each sample stands for, area for example.

    Returns:
        (English, Chinese, part of the weight), parts sum to 1; empty without samples.
    """
    if not len(lab) or float(weights.sum()) <= 0:
        return []
    # Colours that nobody tells apart are named together: of 600 samples of a wood 29 are left.
    first, cell = np.unique(np.round(lab) @ (1.0, 1e3, 1e6), return_index=True, return_inverse=True)[1:]
    nearest = delta_e(np.round(lab[first])[:, None], _labs()).argmin(axis=1)
    pairs, which = _pairs()
    share = np.bincount(which[nearest][cell], weights=weights, minlength=len(pairs)) / weights.sum()
    return [(*pairs[place], float(share[place])) for place in np.argsort(-share, kind="stable") if share[place] > 0]


__all__ = ["color_names"]
