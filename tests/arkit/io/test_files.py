from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from arkit.errors import CheckError, ReadError
from arkit.io.files import Files, folder_files, zip_files
from arkit.io.limits import Limits


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["../evil.obj", "/etc/evil.obj", "a/../../evil.obj", "..\\evil.obj", "C:/evil.obj"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(CheckError, match="inside the zip"):
        zip_files(zipped({name: b"x"}), Limits())


def test_a_link_in_a_zip_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("link.obj")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(CheckError, match="is a link"):
        zip_files(stream.getvalue(), Limits())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(CheckError, match="per packed byte"):
        zip_files(zipped({"bomb.obj": b"\0" * 5_000_000}), Limits())
    with pytest.raises(CheckError, match="entries"):
        zip_files(zipped({f"{count}.txt": b"x" for count in range(20)}), Limits(zip_entries=10))
    with pytest.raises(CheckError, match="unpacked bytes"):
        zip_files(zipped({"a": os.urandom(2000), "b": os.urandom(2000)}), Limits(total_bytes=3000))


def test_a_broken_zip_says_so() -> None:
    whole = zipped({"a.obj": os.urandom(5000)})
    with pytest.raises(ReadError, match="expected a whole zip"):
        zip_files(whole[:2000], Limits())
    spoiled = bytearray(whole)
    spoiled[200:260] = b"\xff" * 60
    with pytest.raises(ReadError, match="whole entry"):
        zip_files(bytes(spoiled), Limits()).load("a.obj")


def test_names_of_chinese_windows_are_read() -> None:
    data = zipped({"wood.png": b"x"}).replace(b"wood.png", "木纹.png".encode("gb18030"))
    assert zip_files(data, Limits()).names == ("木纹.png",)


def test_clutter_of_a_mac_is_left_out() -> None:
    assert zip_files(zipped({"__MACOSX/._a.obj": b"x", "a.obj": b"y"}), Limits()).names == ("a.obj",)


@pytest.mark.parametrize(
    "wanted,found",
    [
        ("tex/Wood.png", "tex/Wood.png"),
        ("C:\\somewhere\\WOOD.PNG", "tex/Wood.png"),
        ('"./wood.png"', "tex/Wood.png"),
        ("wood.tif", "tex/Wood.png"),
        ("oak.png", None),
        ("", None),
    ],
)
def test_references_are_found_by_path_then_base_name_then_stem(wanted: str, found: str | None) -> None:
    files = Files(("thing.obj", "tex/Wood.png", "deep/er/Wood.png"), lambda _: b"")
    assert files.find(wanted) == found


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.png"
    outside.write_bytes(b"x")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "secret.png").symlink_to(outside)
    (inside / "seen.png").write_bytes(b"y")
    assert folder_files(inside, Limits()).names == ("seen.png",)
