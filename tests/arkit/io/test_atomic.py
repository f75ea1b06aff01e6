from __future__ import annotations

from pathlib import Path

import pytest

from arkit.errors import CheckError
from arkit.io.atomic import appearing, check_writable, write_bytes


def test_a_file_appears_whole_with_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_bytes(tmp_path / "a.bin", b"whole")
    assert (tmp_path / "a.bin").read_bytes() == b"whole"
    assert (tmp_path / "a.bin").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_breaks_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(error), appearing(target) as draft:
        assert draft.name == "a.bin"
        draft.write_bytes(b"half")
        raise error
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_names_at_which_nothing_can_appear_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.glb").mkdir()
    for name, words in (("missing/a.glb", "missing is not there"), ("folder.glb", "this is a folder")):
        with pytest.raises(CheckError, match=words):
            check_writable(tmp_path / name)
