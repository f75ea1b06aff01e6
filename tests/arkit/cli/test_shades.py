"""`arkit shades`: one JSON object, a line for each row that is not there, exit 1 with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from skimage import data

from arkit.cli import main

TABLE = "id,name,hex,finish\n1,Wine,#A2253B,matte\n2,Bad,#12,matte\n3,Claret,#A1263C,matte\n4,Sky,#80B0E0,satin\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "shades.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "portrait.png"
    Image.fromarray(data.astronaut()).save(path)
    return path


def run(*arguments: object) -> dict:
    result = CliRunner().invoke(main, ["shades", *map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_import_tells_of_every_row_and_what_it_writes_is_read_again(table: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    answer = run("import", table, target)
    assert (answer["shades"], answer["left_out"]) == (3, 1)
    assert [(one["row"], one["kind"]) for one in answer["remarks"]] == [("line 3", "refused")]
    assert run("list", target)["shades"] == run("list", table)["shades"]


def test_nearest_by_swatch(table: Path) -> None:
    answer = run("nearest", table, "#A2253B", "--count", 2)
    assert [one["id"] for one in answer["nearest"]] == ["1", "3"]
    assert run("nearest", table, "#00FF00", "--within", 2)["nearest"] == []


def test_nearest_and_dupes_when_worn(table: Path, photo: Path) -> None:
    answer = run("nearest", table, "#A2253B", "--on", photo, "--within", 2)
    assert {one["id"] for one in answer["nearest"]} == {"1", "3"}
    assert all(0 < one["delta_e"]["sd"] < 2 for one in answer["nearest"])
    assert answer["light"]["trusted"]
    pairs = run("dupes", table, "--on", photo, "--within", 2)["pairs"]
    assert [{shade["id"] for shade in pair["shades"]} for pair in pairs] == [{"1", "3"}]
    assert len(run("dupes", table)["pairs"]) == 1


def test_compare_writes_a_page(table: Path, photo: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.png"
    answer = run("compare", table, photo, target, "--shade", "Wine", "--shade", "4", "--language", "en")
    assert [one["id"] for one in answer["shades"]] == ["1", "4"]
    with Image.open(target) as page:
        assert page.size[0] > 600


def test_words_for_people(table: Path) -> None:
    said = CliRunner().invoke(main, ["shades", "import", str(table)]).output
    assert "line 3: refused" in said and "3 shades, 1 rows left out" in said
    assert "Claret" in CliRunner().invoke(main, ["shades", "nearest", str(table), "#A2253B"]).output


@pytest.mark.parametrize("arguments", [["list", "none.csv"], ["nearest", "{table}", "red"]])
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], table: Path) -> None:
    result = CliRunner().invoke(main, ["shades", *(one.format(table=table) for one in arguments)])
    assert result.exit_code == 1 and "expected" in result.stderr
