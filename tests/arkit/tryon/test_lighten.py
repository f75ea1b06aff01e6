"""A product for a video has the triangles its pixels can show."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.document import bounds, indices, instances, primitive_of
from arkit.errors import CheckError
from arkit.frame import camera_from_fov
from arkit.transforms.mesh.small import small
from arkit.tryon import Garment
from arkit.tryon.lighten import ERROR_PX, NEAREST_M, lightened
from tests import build


def triangles(document) -> int:
    return sum(len(indices(document, primitive_of(document, one))) for one in instances(document))


def test_fewer_triangles_within_a_part_of_a_pixel() -> None:
    ball = Garment("ball", build.sphere(0.07, rows=96))
    for height in (480, 2160):
        view = camera_from_fov(height * 4 // 3, height, 1.1)
        thin = lightened([ball], view)[0]
        assert (thin.sku, thin.attach) == ("ball", "nose")
        error_m = ERROR_PX * NEAREST_M / view.fy
        np.testing.assert_allclose(bounds(thin.document), bounds(ball.document), atol=3 * error_m)
        assert triangles(thin.document) < triangles(ball.document)
    few, many = (triangles(lightened([ball], camera_from_fov(4 * h // 3, h, 1.1))[0].document) for h in (480, 2160))
    assert few < 0.5 * many


def test_flat_sides_stay() -> None:
    box = build.box(0.1, 0.1, 0.1)
    assert triangles(small(0.0005)(box)) == triangles(box) == 12


def test_no_error_is_refused() -> None:
    with pytest.raises(CheckError, match="above 0 m"):
        small(0.0)
