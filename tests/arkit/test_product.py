import json
from pathlib import Path

import pytest

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.product import gtin_valid, product_from_dict, read_product

SOFA = {"sku": "a-sofa", "kind": "sofa", "title": {"zh": "沙发", "en": "Sofa"}, "size_m": [2.18, 0.82, 0.92]}


def test_a_record_is_read_and_hangs_where_its_kind_hangs(tmp_path: Path) -> None:
    folder = tmp_path / "a-sofa"
    folder.mkdir()
    (folder / "product.json").write_text(json.dumps(SOFA), encoding="utf-8")
    product = read_product(folder)
    assert product.attach == "floor"
    assert product.size_m == (2.18, 0.82, 0.92)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sku": "../etc"}, "sku"),
        ({"kind": "boat"}, "kind"),
        ({"size_m": [0, 1, 1]}, "size_m"),
        ({"title": {"zh": "沙发"}}, "en"),
        ({"gtin": "4006381333932"}, "check digit"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_record_is_refused_with_its_field(change: dict, words: str) -> None:
    with pytest.raises(CheckError, match=words):
        product_from_dict({**SOFA, **change})


def test_gtin_check_digits() -> None:
    assert gtin_valid("4006381333931") and gtin_valid("96385074") and gtin_valid("012345678905")
    assert not gtin_valid("4006381333932") and not gtin_valid("123")


def test_what_is_missing_or_broken_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="found none"):
        read_product(tmp_path)
    (tmp_path / "product.json").write_text("{", encoding="utf-8")
    with pytest.raises(ReadError, match="JSON"):
        read_product(tmp_path)
