"""Catalogues as brands send them: nested, flat, in columns, in old encodings; every row is kept or spoken of."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from arkit.errors import NotFoundError, ReadError, UnsupportedError
from arkit.io.shades.catalogue import read_shades, shades_from_bytes
from arkit.io.shades.row import FINISH_WORDS, field_of

DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[5] / "shared" / "data"))
WINE = "#A2253B"


def colors(data: bytes | str) -> list[str]:
    return [shade.color for shade in shades_from_bytes(data if isinstance(data, bytes) else data.encode()).shades]


def remarks(data: str) -> list[tuple[str, str]]:
    return [(remark.row, remark.kind) for remark in shades_from_bytes(data.encode()).remarks]


@pytest.mark.parametrize(
    "text",
    [
        "name,hex\nWine,#A2253B\n",
        "name;hex\nWine;a2253b\n",
        "Nummer;Farbe;Bezeichnung\n1;A2253B;Wein\n",
        '{"lines": [{"shades": [{"code": "V1", "hexValue": "a2253b", "title": {"fr": "Vin", "en": "Wine"}}]}]}',
        "Name\tHEX code\nWine\t0xA2253B\n",
        "sep=;\nname;rgb\nWine;162,37,59\n",
        'name,rgb\nWine,"162, 37, 59"\n',
        "name,R,G,B\nWine,162,37,59\n",
        "name,R,G,B\nWine,0.635294,0.145098,0.231373\nNone,0,0,1\n",
        "name|rgb\nWine|rgb(162,37,59)\n",
        "Wine,#A2253B\nRose,#C06070\n",
        "#A2253B\n#C06070\n",
        '[{"shade": "Wine", "hex": "#A2253B"}]',
        '[{"shade": "Wine", "rgb": [162, 37, 59]}]',
        '{"shades": [{"name": {"en": "Wine"}, "color": {"r": 162, "g": 37, "b": 59}}]}',
        '{"Wine": "#A2253B"}',
        '["#A2253B"]',
    ],
)
def test_ways_to_write_one_colour(text: str) -> None:
    assert colors(text)[0] == WINE


@pytest.mark.parametrize(
    "text", ["L,a,b\n36.60,51.38,18.71\n", "L;a;b\n36,60;51,38;18,71\n", '[{"lab": [36.60, 51.38, 18.71]}]']
)
def test_lab(text: str) -> None:
    found = colors(text)[0]
    channels = [int(found[place : place + 2], 16) for place in (1, 3, 5)]
    assert channels == pytest.approx([162, 37, 59], abs=2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "gb18030"])
def test_encodings(encoding: str) -> None:
    text = "品牌,系列,色号,名称,色值,质地\n自家,丝绒,01,酒红,#A2253B,哑光\n自家,丝绒,02,豆沙,#C98A7D,镜光\n"
    found = shades_from_bytes(text.encode(encoding)).shades
    assert [(one.brand, one.series, one.id, one.name["zh"], one.finish) for one in found] == [
        ("自家", "丝绒", "01", "酒红", "matte"),
        ("自家", "丝绒", "02", "豆沙", "gloss"),
    ]


def test_names_above_are_brand_and_series() -> None:
    data = {
        "brands": [
            {"name": "Ours", "series": [{"name": "Velvet", "lipsticks": [{"color": WINE, "id": 7, "name": "酒红"}]}]}
        ]
    }
    (shade,) = shades_from_bytes(json.dumps(data).encode()).shades
    assert (shade.brand, shade.series, shade.id, dict(shade.name)) == ("Ours", "Velvet", "7", {"zh": "酒红"})


def test_every_row_is_kept_or_spoken_of() -> None:
    rows = ("1,Wine,#A2253B", "2,Bad,#A225", "", "1,Wine,#A2253B", "3,Twin,#A2253B", "1,Rose,#C06070", "4,None,")
    text = "\n".join(["id,name,hex", *rows, "5,Short,#A23"])
    catalogue = shades_from_bytes(text.encode())
    assert [one.id for one in catalogue.shades] == ["1", "3", "1", "5"]
    assert [(one.row, one.kind) for one in catalogue.remarks] == [
        ("line 3", "refused"),
        ("line 5", "repeated"),
        ("line 6", "same_color"),
        ("line 7", "same_id"),
        ("line 8", "refused"),
        ("line 9", "changed"),
    ]
    assert len(catalogue.shades) + catalogue.left_out == 7


def test_rows_of_json_are_named_by_their_way() -> None:
    text = '{"a": {"list": [{"hex": "#A2253B"}, {"name": "no colour"}, {"hex": "red"}, 5]}}'
    assert remarks(text) == [("a.list[1]", "refused"), ("a.list[2]", "refused"), ("a.list[3]", "refused")]


def test_a_line_break_in_a_cell_does_not_shift_the_rows() -> None:
    assert remarks('name,hex\n"Wine\nred",#A2253B\nBad,x\n') == [("line 4", "refused")]


def test_transparency_and_what_is_beyond_the_screen_are_told() -> None:
    assert remarks("hex\n#A2253B80\n#A2253B\n") == [("line 2", "refused")]
    assert remarks("L,a,b\n50,120,90\n") == [("line 2", "changed")]
    assert remarks("r,g,b\n300,0,0\n1,2,3\n") == [("line 2", "refused")]


def test_an_unknown_finish_is_told() -> None:
    assert remarks("hex,finish\n#A2253B,lunar\n") == [("line 2", "changed")]
    assert remarks("hex,finish\n#A2253B,Glossy lacquer\n") == []


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"name,price\nWine,12\n", b"[]", b"{", b"[" * 100_000, b"\x00\xff" * 10]
)
def test_what_holds_no_shade_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError):
        shades_from_bytes(data)


def test_a_spreadsheet_is_sent_back_with_advice() -> None:
    with pytest.raises(UnsupportedError, match="save it as CSV"):
        shades_from_bytes(b"PK\x03\x04....")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_shades(tmp_path / "none.csv")


def test_each_word_means_one_thing() -> None:
    assert field_of("Shade Name") == "name" and field_of("色号") == "id" and field_of("price") == ""
    assert len(FINISH_WORDS) > 20


@pytest.mark.data
def test_a_real_catalogue() -> None:
    path = DATA / "shades" / "lipstick.json"
    if not path.exists():
        pytest.skip("shades/lipstick.json is not there: set ARKIT_TEST_DATA")
    catalogue = read_shades(path)
    assert len(catalogue.shades) == 287 and catalogue.left_out == 0
    assert len({shade.brand for shade in catalogue.shades}) == 5
    assert sum(remark.kind == "same_color" for remark in catalogue.remarks) == 2


def test_our_own_product_record() -> None:
    catalogue = read_shades(Path(__file__).resolve().parents[4] / "assets" / "products" / "velvet-300" / "product.json")
    assert len(catalogue.shades) == 300 and not catalogue.remarks
    assert catalogue.shades[0].name == {"zh": "象牙绢", "en": "Ivory Silk"}
    assert {shade.finish for shade in catalogue.shades} == {"matte", "satin", "gloss", "sheer", "metallic"}


def test_a_table_from_a_german_office() -> None:
    """Excel there writes a byte order mark and semicolons, and the columns have German names."""
    text = "Nummer;Farbe;Bezeichnung;Finish\r\n7;A2253B;Wein;glanz\r\n8;C06070;Rosé;seidenmatt\r\n9;903040;Rot;matt\r\n"
    found = shades_from_bytes(b"\xef\xbb\xbf" + text.encode())
    assert [(one.id, one.name["en"], one.finish) for one in found.shades] == [
        ("7", "Wein", "gloss"),
        ("8", "Rosé", "satin"),
        ("9", "Rot", "matte"),
    ]
    assert not found.remarks
