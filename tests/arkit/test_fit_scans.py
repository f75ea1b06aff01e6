"""Fitting in real scans: five rooms scanned by a headset (npm @iwer/sem, MIT), where they are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from arkit.fit import Verdict, fit, open_room, shape_of
from arkit.scan import read_scan

CAPTURES = Path(__file__).parents[2] / "viewer" / "node_modules" / "@iwer" / "sem" / "captures"


@pytest.mark.data
@pytest.mark.parametrize("name", ["meeting_room", "office_large", "office_small"])
def test_a_stool_finds_a_place_and_a_hall_table_none(name: str) -> None:
    path = CAPTURES / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path.name}: run npm ci in viewer/ for the scans of @iwer/sem")
    space = open_room(read_scan(path))
    stool, hall = fit(space, shape_of((0.35, 0.45, 0.35))), fit(space, shape_of((7.5, 0.75, 3.0)))
    assert stool.fits is Verdict.YES and stool.gaps is not None and not stool.gaps.collisions
    assert hall.fits is Verdict.NO
