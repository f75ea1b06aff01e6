"""Evidence in Chinese: every sentence that a reading of a file can give, with its numbers."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from itertools import product

import numpy as np
import pytest

from arkit.convert.words.evidence import chinese
from arkit.errors import ArkitError
from arkit.transforms import Asked, Reading, apply, find_reading, orient, solid_of
from arkit.transforms.reading.kinds import RANGES_M
from tests import build

LATIN = re.compile(r"[A-Za-z]+")
KEPT = {"x", "y", "z", "m", "cm", "mm", "in", "ft", "glTF", "STL", "OBJ", "PLY", "GLB", "size", "no", "mirror", "up"}
KEPT |= {"front", "units", "leg", "seat", "box", "boxes"}


@cache
def readings() -> list[str]:
    """What is said of an armchair of boxes, read as every kind, unit and axis up, mirrored and turned."""
    chair = build.together(
        build.box(0.7, 0.1, 0.6, at=(0, 0.4, 0)),
        build.box(0.7, 0.5, 0.1, at=(0, 0.6, -0.3)),
        *(build.box(0.05, 0.4, 0.05, at=(x, 0.2, z)) for x, z in product((-0.3, 0.3), (-0.25, 0.25))),
    )
    said: set[str] = set()
    files = (("y", "m", "glb"), ("z", "", "stl"), ("-x", "mm", "stl"))
    for up, declared, format_ in files:
        solid = solid_of(apply(chair, orient(unit="m", up=up, mirror=up == "z")))
        for kind, size_m in product(("", *RANGES_M), (None, (0.7, 0.85, 0.65))):
            asked = Asked(size_m=size_m, declared_unit=declared, declared_up="y", format=format_, kind=kind)
            with suppress(ArkitError):
                said |= _said(find_reading(solid, asked))
    return sorted(said)


def _said(found: Reading) -> set[str]:
    spoken = {word for one in found.witnesses for word in (one.says, one.witness)}
    return {found.evidence_unit, found.evidence_up, *found.guesses, *spoken}


def test_nothing_that_a_reading_says_is_left_in_english() -> None:
    said = readings()
    assert len(said) > 25
    left = {one: chinese(one) for one in said if set(LATIN.findall(chinese(one))) - KEPT}
    assert not left


@pytest.mark.parametrize(
    ("english", "parts"),
    [
        (
            "unit mm taken: a sofa of 2.1 m, not of 2100 m; check it with --size",
            ("mm", "沙发长 2.1 米", "2100 米", "--size"),
        ),
        (
            "the only reading that fits the size: cm, z up: 70 × 65 × 85 cm, 0.4 % off at most",
            ("70 × 65 × 85", "0.4 %"),
        ),
        ("the product's place: nose; the file's origin was 12.5 mm from its bridge", ("鼻梁", "12.5 毫米")),
        ("y up taken because its feet point up; falls over", ("脚朝上；会倒下",)),
        ("63% look inward, their normals outward", ("63%", "法线")),
    ],
)
def test_numbers_are_carried_over(english: str, parts: tuple[str, ...]) -> None:
    assert all(part in chinese(english) for part in parts)


def test_what_is_not_known_stays() -> None:
    assert chinese("sock.obj: colours of 2 materials were guessed") == "sock.obj: colours of 2 materials were guessed"


def test_sentences_differ_in_chinese_where_they_do_in_english() -> None:
    said = readings()
    assert len({chinese(one) for one in said}) > 0.9 * len(said)
    assert not np.any([("{" in chinese(one)) for one in said])
