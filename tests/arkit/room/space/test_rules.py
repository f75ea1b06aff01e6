"""The table of needs: read, overridden, refused, and held against a spot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import arkit.room.space.rules as module
from arkit.errors import CheckError
from arkit.fit.rooms import rectangle_room
from arkit.room.space.gaps import Spot, gaps
from arkit.room.space.obstacles import find_obstacles
from arkit.room.space.rules import hold, house_rules, needs, rules_from
from arkit.room.space.shape import box_shape
from arkit.room.space.verdict import Verdict

TABLE = json.loads((Path(module.__file__).parent / "rules.json").read_text(encoding="utf-8"))


def test_every_entry_names_a_source_and_speaks_both_languages() -> None:
    rules = house_rules()
    for kind in rules.kinds:
        for need in needs(rules, kind, np.array([1.0, 2.0, 0.6])):
            assert need.source in rules.sources and need.why["en"] and need.why["zh"]
    assert 0.75 <= rules.walkway_least_m <= rules.walkway_good_m <= 0.9


def test_a_leaf_swings_as_far_as_it_is_wide() -> None:
    rules = house_rules()
    narrow, wide = (needs(rules, "cabinet", np.array([0.8, 1.0, depth]))[0].least_m for depth in (0.3, 0.8))
    assert narrow == pytest.approx(0.5) and wide == pytest.approx(0.8)


@pytest.mark.parametrize(("front", "verdict"), [(0.95, Verdict.YES), (0.76, Verdict.UNKNOWN), (0.6, Verdict.NO)])
def test_a_sofa_wants_a_way_before_it(front: float, verdict: Verdict) -> None:
    room = find_obstacles(rectangle_room(4, 3, 2.5, sd_m=0.01))
    sofa = box_shape((2.0, 0.8, 0.9), sd_m=0)
    found = gaps(room, sofa, Spot(0, 1.5 - front - 0.45))
    (kept,) = hold(needs(house_rules(), "sofa", sofa.size_m), found)
    assert kept.ok is verdict and kept.have_m == pytest.approx(front)
    assert bool(kept.reason) is (verdict is not Verdict.YES)


def test_a_table_of_ones_own() -> None:
    own = rules_from({"walkway": {"least": 1.2, "good": 1.5}, "kinds": {"sofa": {"left": {"least": 0.3}}}})
    (need,) = needs(own, "sofa", np.ones(3))
    assert (need.side, need.least_m, need.good_m) == ("left", 0.3, 0.3) and needs(own, "bed", np.ones(3)) == ()


WALK = {"least": 1, "good": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"walkway": 3, "kinds": {}},
        {"walkway": WALK, "kinds": {"sofa": {"under": {"least": 1}}}},
        {"walkway": WALK, "kinds": {"sofa": {"left": {"least": -1}}}},
    ],
)
def test_tables_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(CheckError, match="rules: "):
        rules_from(wrong)
