from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from arkit.transforms.pictures.sensitivity import channel_weights

HALF = np.full(4, 0.5)


def weights(key: str, means: dict[str, np.ndarray] | None = None, **material: Any) -> np.ndarray:
    return channel_weights(material, key, means or {key: HALF})


def test_a_code_of_colour_is_about_a_code_on_the_screen() -> None:
    """A third each, because the mean is over three channels of which one changes; dimmed by its factor."""
    white = weights("baseColorTexture", pbrMetallicRoughness={"metallicFactor": 0.0})
    assert white[:3] == pytest.approx(np.full(3, 1 / 3), rel=0.35)
    assert white[3] == 0
    tenth = {"metallicFactor": 0.0, "baseColorFactor": [0.1, 0.1, 0.1, 1]}
    dark = weights("baseColorTexture", pbrMetallicRoughness=tenth)
    assert (dark[:3] < white[:3] / 4).all()


def test_alpha_counts_where_the_material_reads_it() -> None:
    assert weights("baseColorTexture", alphaMode="MASK")[3] > 0


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("occlusionTexture", [True, False, False, False]),
        ("metallicRoughnessTexture", [False, True, True, False]),
        ("normalTexture", [True, True, True, False]),
    ],
)
def test_only_what_is_read_has_a_weight(key: str, read: list[bool]) -> None:
    assert (weights(key) > 0).tolist() == read


def test_no_metal_leaves_blue_unread() -> None:
    found = weights("metallicRoughnessTexture", pbrMetallicRoughness={"metallicFactor": 0.0})
    assert (found > 0).tolist() == [False, True, False, False]


def test_polished_metal_shows_its_bumps_more_than_cloth() -> None:
    metal, cloth = (
        weights("normalTexture", pbrMetallicRoughness={"roughnessFactor": rough, "metallicFactor": metallic})
        for rough, metallic in ((0.1, 1.0), (1.0, 0.0))
    )
    assert metal[0] > 10 * cloth[0]


def test_a_scale_of_the_normals_scales_their_errors() -> None:
    one, two = (weights("normalTexture", normalTexture={"index": 0, "scale": scale}) for scale in (1.0, 2.0))
    assert two == pytest.approx(4 * one)


def test_extensions_count_by_their_factors() -> None:
    def coat(factor: float) -> np.ndarray:
        return weights("clearcoatTexture", extensions={"KHR_materials_clearcoat": {"clearcoatFactor": factor}})

    assert (coat(1.0) > 0).tolist() == [True, False, False, False]
    assert coat(1.0) == pytest.approx(4 * coat(0.5))
    assert coat(0.0).sum() == 0


def test_what_we_do_not_know_is_kept_whole() -> None:
    assert (weights("newTexture") > 0).all()
