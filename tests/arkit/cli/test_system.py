from __future__ import annotations

import pytest

from arkit.cli import system

loads = system.loads  # as it is, before a test replaces it


@pytest.fixture(autouse=True)
def _whole(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A machine on which everything is there."""
    folder = tmp_path_factory.mktemp("there")
    (folder / "50_mesa.json").write_text("{}")
    monkeypatch.setattr(system, "loads", lambda library: True)
    monkeypatch.setattr(system, "DRIVER", (str(folder), system.DRIVER[1]))
    monkeypatch.setattr(system, "CHINESE_FONT", (str(folder / "50_mesa.json"), system.CHINESE_FONT[1]))
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/bin/{name}")


def test_nothing_is_missing_where_all_is_there() -> None:
    assert system.missing_packages(browser=True) == []


def test_a_library_that_does_not_load_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "loads", lambda library: library not in ("libEGL.so.1", "libgomp.so.1"))
    assert system.missing_packages(browser=False) == ["libegl1", "libgomp1"]


def test_egl_without_a_driver_draws_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(system, "DRIVER", (str(tmp_path_factory.mktemp("empty")), system.DRIVER[1]))
    assert system.missing_packages(browser=False) == ["libgl1-mesa-dri", "libegl-mesa0"]


def test_browser_and_font_are_asked_for_only_when_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    monkeypatch.setattr(system, "CHINESE_FONT", ("/nowhere/font.ttc", "fonts-noto-cjk"))
    assert system.missing_packages(browser=False) == []
    assert system.missing_packages(browser=True) == ["chromium", "fonts-noto-cjk"]


def test_any_chromium_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.shutil, "which", lambda name: name if name == "google-chrome" else None)
    assert system.missing_packages(browser=True) == []


def test_the_linker_is_asked() -> None:
    assert not loads("libnothing-of-the-sort.so.9")
    assert loads("libc.so.6")
