from __future__ import annotations

from pathlib import Path

import pytest

from arkit.convert.cells import column_of, length_m, size_m
from arkit.convert.options import ConvertOptions
from arkit.convert.row import Row, sku_of
from arkit.convert.sheet import is_sheet, read_sheet
from arkit.errors import ArkitError, CheckError, ReadError, UnsupportedError

BASE = ConvertOptions()
HEAD = "sku,file,width,depth,height,unit,up,kind,title_en,title_zh\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "brand"
    (own / "模型 one").mkdir(parents=True)
    for name in ("chair.obj", "模型 one/沙发 2.glb", "café.stl"):
        (own / name).write_bytes(b"model")
    (tmp_path / "outside.obj").write_bytes(b"secret")
    return own


def rows(folder: Path, text: str, encoding: str = "utf-8") -> tuple[Row, ...]:
    (folder / "list.csv").write_bytes(text.encode(encoding))
    return read_sheet(folder / "list.csv", BASE)[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_and_encoding_says_the_same(folder: Path, encoding: str, delimiter: str) -> None:
    text = HEAD + "sofa-2,模型 one\\沙发 2.glb,210,95,83,mm,z,sofa,Sofa,云朵双人沙发\n"
    (row,) = rows(folder, text.replace(",", delimiter), encoding)
    assert (row.sku, row.error, row.where) == ("sofa-2", "", "line 2")
    assert row.source == folder / "模型 one" / "沙发 2.glb"
    assert row.options.size_m == pytest.approx((2.10, 0.83, 0.95))
    assert (row.options.unit, row.options.up, row.options.attach) == ("mm", "z", "floor")
    assert row.title == {"en": "Sofa", "zh": "云朵双人沙发"}


def test_names_differ_in_case_slash_and_unicode_form(folder: Path) -> None:
    text = "sku,file\naa,CHAIR.OBJ\nbb,./chair.obj\ncc,cafe\u0301.stl\n"
    assert [row.source and row.source.name for row in rows(folder, text)] == ["chair.obj", "chair.obj", "café.stl"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("aa,nothing.obj,1,1,1", 'line 2, column file: expected a file, zip or folder at "nothing.obj"'),
        ("aa,../outside.obj,1,1,1", "column file: expected a path inside the list's folder"),
        ("aa,..\\outside.obj,1,1,1", "column file: expected a path inside the list's folder"),
        ("aa,,1,1,1", "column file: expected a model file, zip or folder, the cell is empty"),
        ("aa,chair.obj,1,,1", "column depth: expected width, depth and height together"),
        ("aa,chair.obj,1,x,1", "depth: expected a length"),
        ("aa,chair.obj,0,1,1", "width: expected a length"),
        ("aa,chair.obj,1,1,1,furlong", "column unit: expected one of mm"),
        ("aa,chair.obj,1,1,1,mm,w", "column up: expected one of x, y, z"),
        ("aa,chair.obj,1,1,1,mm,z,spaceship", "column kind: expected one of sofa"),
        ("../aa,chair.obj,1,1,1", "column sku: expected 2 to 64"),
        ("aa,chair.obj,1,1,1,mm,z,sofa,T,题,more,cells", "expected 10 cells, got 12"),
    ],
)
def test_a_bad_line_names_line_and_column_and_harms_no_other(folder: Path, line: str, said: str) -> None:
    bad, good = rows(folder, HEAD + line + "\nbb,chair.obj,1,1,1\n")
    assert said in bad.error and bad.error.startswith("line 2, column")
    assert good.error == "" and good.source == folder / "chair.obj"


def test_a_link_that_leads_out_is_refused_and_an_absolute_path_is_meant(folder: Path) -> None:
    (folder / "link.obj").symlink_to(folder.parent / "outside.obj")
    link, meant = rows(folder, f"sku,file\naa,link.obj\nbb,{folder.parent / 'outside.obj'}\n")
    assert "inside the list's folder" in link.error
    assert meant.error == "" and meant.source == folder.parent / "outside.obj"


def test_a_sku_twice_is_an_error_of_the_second(folder: Path) -> None:
    first, second = rows(folder, "sku,file\naa,chair.obj\nAA,chair.obj\n")
    assert first.error == ""
    assert second.error == "line 3, column sku: aa is also on line 2; keep one"


def test_lines_are_counted_as_an_editor_does(folder: Path) -> None:
    text = 'sep=;\nsku;file;title\n\naa;chair.obj;"two\nlines"\nbb;none.obj;x\n'
    good, bad = rows(folder, text)
    assert (good.where, bad.where) == ("line 4", "line 6")
    assert good.title["en"] == "two\nlines"


def test_front_and_mirror_are_stated_or_unknown(folder: Path) -> None:
    stated, unknown = rows(folder, "sku,file,front,mirror\naa,chair.obj,-Y,no\nbb,chair.obj,,\n")
    assert (stated.options.front, stated.options.mirror) == ("-y", False)
    assert (unknown.options.front, unknown.options.mirror) == ("", None)


def test_headers_that_mean_nothing_are_told(folder: Path) -> None:
    (folder / "list.csv").write_text("SKU,File Name,Price,宽(mm),深(mm),高(mm)\naa,chair.obj,3,550,450,800\n", "utf-8")
    (row,), ignored = read_sheet(folder / "list.csv", BASE)
    assert ignored == ("Price",)
    assert row.options.size_m == pytest.approx((0.55, 0.80, 0.45))


@pytest.mark.parametrize("text", ["", "sku\naa\n", "file\nchair.obj\n", "sku,file\n", "sku,file,sku\na,b,c\n"])
def test_what_is_no_list_is_refused_whole(folder: Path, text: str) -> None:
    with pytest.raises(ReadError, match=r"list\.csv: expected"):
        rows(folder, text)


def test_a_workbook_says_to_save_as_csv(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(UnsupportedError, match="save it as CSV"):
        is_sheet(tmp_path / "list.xlsx")


@pytest.mark.parametrize(
    ("text", "unit", "metres"),
    [
        ("55", "cm", 0.55),
        ("55 cm", "mm", 0.55),
        ("0,55 m", "cm", 0.55),
        ("1,200mm", "cm", 1.2),
        ("21.5in", "cm", 0.5461),
        ("５５厘米", "mm", 0.55),
        ("1,5", "m", 1.5),
    ],
)
def test_lengths(text: str, unit: str, metres: float) -> None:
    assert length_m(text, unit) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["", "cm", "-5", "0", "1e9", "5 furlongs", "1,2,3", "nan", "200 m"])
def test_lengths_that_are_none(text: str) -> None:
    with pytest.raises(CheckError, match="expected a length"):
        length_m(text, "cm")


@pytest.mark.parametrize(
    "text", ["55x45x80cm", "55cm x 45cm x 80cm", "550 × 450 × 800 mm", "0.55*0.45*0.8 m", "55X45X80"]
)
def test_sizes_are_width_depth_height(text: str) -> None:
    assert size_m(text, "cm") == pytest.approx((0.55, 0.80, 0.45))


@pytest.mark.parametrize(
    ("header", "column"),
    [("Width (mm)", ("width", "mm")), ("depth_cm", ("depth", "cm")), ("高", ("height", "")), ("Price", ("", ""))],
)
def test_headers(header: str, column: tuple[str, str]) -> None:
    assert column_of(header) == column


def test_names_become_skus_that_stay_apart() -> None:
    assert sku_of("Oak Chair v2") == "oak-chair-v2"
    assert len({sku_of(name) for name in ("沙发", "椅子", "沙发-a", "a")}) == 4
    with pytest.raises(ArkitError):
        length_m(sku_of("沙发"), "cm")
