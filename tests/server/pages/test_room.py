from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

from server.pages.room import MARKER_CELLS, marker_path
from tests.server.shop import Shop


def test_the_sheets_path_is_the_marker_that_rooms_are_searched_for() -> None:
    cells = np.full((MARKER_CELLS + 2, MARKER_CELLS + 2), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", marker_path()):
        cells[int(y) + 1, int(x) + 1] = 0
    printed = cv2.resize(cells, None, fx=20, fy=20, interpolation=cv2.INTER_NEAREST)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    _, ids, _ = cv2.aruco.ArucoDetector(dictionary).detectMarkers(printed)
    assert ids.ravel().tolist() == [0]


@pytest.mark.parametrize(("asked", "side"), [("", "150.0"), ("?side_cm=12", "120.0"), ("?side_cm=90", "170.0")])
def test_the_sheet_is_a4_and_its_marker_as_large_as_asked_or_as_fits(shop: Shop, asked: str, side: str) -> None:
    sheet = shop.client.get(f"/room/marker.svg{asked}")
    assert sheet.mimetype == "image/svg+xml"
    assert 'width="210mm" height="297mm" viewBox="0 0 210 297"' in sheet.text
    assert f"h{side}M" in sheet.text


def test_only_what_stands_on_a_floor_and_is_converted_is_in_the_tray(shop: Shop) -> None:
    assert 'name="sku"' not in shop.client.get("/room").text
    shop.run_jobs()
    page = shop.client.get("/room?sku=oslo-sofa").text
    assert sorted(re.findall(r'name="sku" value="([a-z-]+)"', page)) == ["lund-chair", "oslo-sofa"]
    assert re.search(r'value="oslo-sofa" checked', page)
