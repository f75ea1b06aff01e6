from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from arkit.convert.key import companions, row_key
from arkit.convert.options import ConvertOptions

OBJ = "mtllib my wood.mtl\nv 0 0 0\nusemtl oak\n"
MTL = "newmtl oak\nmap_Kd -s 2 2 2 C:\\maps\\Oak Planks.TIF\nmap_Bump 木纹.png\n"


@pytest.fixture
def chair(tmp_path: Path) -> Path:
    (tmp_path / "chair.obj").write_text(OBJ, encoding="utf-8")
    (tmp_path / "my wood.mtl").write_bytes(MTL.encode("gb18030"))
    (tmp_path / "maps").mkdir()
    for name in ("maps/oak planks.png", "木纹.png", "other.png", "table.obj"):
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path / "chair.obj"


def key(source: Path, options: ConvertOptions | None = None) -> str:
    return row_key(source, options or ConvertOptions(), ("web",))[0]


def test_companions_are_what_the_model_names(chair: Path) -> None:
    names = {path.relative_to(chair.parent).as_posix() for path in companions(chair)}
    assert names == {"chair.obj", "my wood.mtl", "maps/oak planks.png", "木纹.png"}


def test_the_same_bytes_anywhere_have_the_same_key(chair: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    twin = tmp_path_factory.mktemp("elsewhere")
    for path in companions(chair):
        (twin / path.relative_to(chair.parent)).parent.mkdir(exist_ok=True)
        (twin / path.relative_to(chair.parent)).write_bytes(path.read_bytes())
    assert key(twin / "chair.obj") == key(chair)
    assert row_key(chair, ConvertOptions(), ("web",))[1] == sum(path.stat().st_size for path in companions(chair))


def test_what_is_not_named_does_not_count(chair: Path) -> None:
    before = key(chair)
    (chair.parent / "other.png").write_bytes(b"changed")
    (chair.parent / "new.obj").write_bytes(b"new")
    assert key(chair) == before


@pytest.mark.parametrize("name", ["chair.obj", "my wood.mtl", "maps/oak planks.png", "木纹.png"])
def test_a_changed_byte_of_any_companion_counts(chair: Path, name: str) -> None:
    before = key(chair)
    with (chair.parent / name).open("ab") as file:
        file.write(b" ")
    assert key(chair) != before


def test_a_missing_companion_counts_when_it_comes(chair: Path) -> None:
    (chair.parent / "木纹.png").unlink()
    before = key(chair)
    (chair.parent / "木纹.png").write_bytes(b"here")
    assert key(chair) != before


def test_options_and_profiles_count_and_places_do_not(chair: Path) -> None:
    plain = ConvertOptions()
    assert key(chair, replace(plain, poster=Path("a.png"))) == key(chair)
    for changed in (replace(plain, unit="mm"), replace(plain, size_m=(1, 1, 1)), replace(plain, effort="max")):
        assert key(chair, changed) != key(chair)
    assert row_key(chair, plain, ("store",))[0] != key(chair)
    assert row_key(chair, plain, ("store", "web"))[0] != row_key(chair, plain, ("web", "store"))[0]


def test_of_a_folder_everything_counts(chair: Path) -> None:
    before = key(chair.parent)
    (chair.parent / "new.png").write_bytes(b"new")
    assert key(chair.parent) != before


def test_a_glb_that_holds_everything_has_no_companions(tmp_path: Path) -> None:
    (tmp_path / "a.glb").write_bytes(b'glTF....{"images":[{"name":"other.png"}]}')
    (tmp_path / "b.glb").write_bytes(b'glTF....{"images":[{"uri":"my%20other.png"}]}')
    (tmp_path / "my other.png").write_bytes(b"picture")
    (tmp_path / "other.png").write_bytes(b"picture")
    assert companions(tmp_path / "a.glb") == (tmp_path / "a.glb",)
    assert tmp_path / "my other.png" in companions(tmp_path / "b.glb")
