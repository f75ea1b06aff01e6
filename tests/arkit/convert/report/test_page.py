"""The report page: whole in itself, in two languages, and true to the answer it is made of."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from arkit.check import Check
from arkit.checks import CHANNELS, Wanted, audit, channels, structure
from arkit.convert.report import Pictures, report_page, take_pictures
from arkit.convert.report.rules import RULES
from arkit.document import moved
from arkit.draw import encode
from arkit.errors import MissingError
from tests import build

VOID = {"meta", "input", "img", "path", "image", "rect", "br", "link"}


class Reader(HTMLParser):
    """Every address and every tag of a page, and whether tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")]
        self.pictures += tag == "img"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def answer(**more: Any) -> dict[str, Any]:
    return {
        "input": {"format": "obj", "bytes": 4_385_112, "triangles": 39_936, "vertices": 30_000},
        "outputs": [
            {
                "path": "/somewhere/chair.glb",
                "profile": "web",
                "bytes": 510_000,
                "triangles": 20_000,
                "textures": 7,
                "sha256": "ab" * 32,
            }
        ],
        "size_m": [0.55, 0.82, 0.5],
        "stated_m": [0.55, 0.8, 0.5],
        "unit": {"chosen": "mm", "evidence": "fits <0.1 %", "confidence": 0.9},
        "up": {"chosen": "z", "evidence": "it stands", "confidence": 0.8},
        "origin": {"pivot": "bottom", "evidence": "the product's place: floor"},
        "materials": [{"name": "oak", "color": "#A07040", "roughness": 0.5, "metallic": 0, "textured": False}],
        "variants": [],
        "fidelity": {"psnr_db": 44.2, "ssim": None},
        "checks": {"google": [{"rule": "file bytes", "limit": 15, "value": 16, "ok": False, "source": "a page"}]},
        "guesses": ["the file declares nothing"],
        "alt": {"zh": "椅子", "en": "Chair"},
        "stages": [{"stage": "read", "seconds": 0.4}, {"stage": "write", "seconds": 1.2}],
        "seconds": 1.6,
    } | more


def flat_pictures() -> Pictures:
    one = encode(np.full((30, 40, 4), 128, dtype=np.uint8), ".webp")
    return Pictures(one, (one,) * 8, (one,) * 8, one, one, 100.0)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("pictures", [None, flat_pictures()])
def test_the_page_asks_for_nothing_outside(pictures: Pictures | None) -> None:
    page = report_page(answer(), pictures)
    reader = read(page)
    assert all(one.startswith("data:image/webp;base64,") for one in reader.addresses)
    assert reader.pictures == (19 if pictures else 0)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", page.split("<body>")[0])


def test_every_text_stands_in_both_languages() -> None:
    page = report_page(answer(), flat_pictures())
    assert page.count('<span lang="zh-Hans">') == page.count('<span lang="en">') > 40


def test_names_cannot_write_markup() -> None:
    evil = "<script>alert(1)</script>"
    spoiled = answer(
        materials=[{"name": evil, "color": evil, "textured": False}],
        guesses=[evil],
        variants=[evil],
        unit={"chosen": evil, "evidence": evil, "confidence": 1, "witnesses": [{"witness": evil, evil: evil}]},
        lods=[{"path": evil, "bytes": 1}],
        alt={"zh": evil, "en": evil},
        checks={evil: [{"rule": evil, "limit": evil, "value": evil, "ok": False, "source": evil}]},
    )
    page = report_page(spoiled, flat_pictures(), title={"zh": evil, "en": evil})
    assert evil not in page
    assert page.count("<script>") == 1


def test_size_is_told_with_its_error() -> None:
    page = report_page(answer(), None)
    assert "82.0 cm" in page and "80.0 cm" in page and "+20.0 mm" in page and "32.28" in page
    assert "size off by 20.0 mm" in page


def test_what_the_answer_lacks_is_left_out() -> None:
    bare = {key: value for key, value in answer().items() if key not in ("stated_m", "stages", "alt", "materials")}
    page = report_page(bare, None)
    assert 'id="stages"' not in page and 'id="materials"' not in page and 'id="lods"' not in page
    assert "states no size" in page


def test_witnesses_levels_and_textures_are_tables() -> None:
    page = report_page(
        answer(
            unit={"chosen": "mm", "evidence": "", "witnesses": [{"witness": "feet", "says": "mm", "weight": 0.7}]},
            lods=[{"level": 1, "triangles": 5000, "error_mm": 0.3, "error_px": 0.5, "bytes": 120_000}],
            textures=[{"name": "wood", "slot": "baseColor", "bytes": 88_000, "psnr_db": 41.5}],
        ),
        None,
    )
    assert "feet" in page and "0.7" in page and "120 KB" in page and "41.5" in page and "88 KB" in page


def test_failing_rules_come_first_and_open() -> None:
    rows = [
        {"rule": "triangles", "limit": 5, "value": 1, "ok": True, "source": ""},
        {"rule": "materials", "limit": 5, "value": 9, "ok": False, "source": ""},
    ]
    page = report_page(answer(checks={"khronos": rows, "apple": rows[:1]}), None)
    assert page.index(">materials<") < page.index(">triangles<")
    assert page.count("<details open>") == 1


def test_every_rule_has_its_chinese() -> None:
    box = moved(build.box(1, 1, 1, image=build.png(build.checkerboard())), np.array([0, 0.5, 0]))
    held: list[Check] = list(structure(box))
    for attach in ("floor", "wall", "ceiling"):
        audited = audit(box, Wanted((1, 1, 1), attach))
        held += [one for found in channels(box, CHANNELS, file_bytes=1, audited=audited).values() for one in found]
    assert {one.rule for one in held} - set(RULES) == set()


def test_drawn_pictures_keep_the_page_small() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (512, 512, 3), dtype=np.uint8)
    ball = moved(build.with_texture(build.sphere(0.4, rows=32), build.png(noise)), np.array([0, 0.4, 0]))
    try:
        pictures = take_pictures(ball, ball)
    except MissingError as error:
        pytest.skip(error.message)
    if pictures is None:
        pytest.skip("no OpenGL to draw with")
    assert len(pictures.before) == len(pictures.after) == 8
    page = report_page(answer(), pictures)
    assert len(page.encode()) < 600_000
