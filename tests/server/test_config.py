from __future__ import annotations

from pathlib import Path

import pytest

from arkit.errors import CheckError
from server.config import read_config


def test_what_the_environment_says(tmp_path: Path) -> None:
    environ = {
        "ARKIT_DATA": str(tmp_path / "d"),
        "ARKIT_ASSETS": str(tmp_path),
        "ARKIT_HTTPS": "1",
        "ARKIT_WORKERS": "0",
    }
    config = read_config(environ | {"ARKIT_DATABASE_URL": "sqlite://"})
    assert config.data_dir == tmp_path / "d" and config.data_dir.is_dir()
    assert (config.assets_dir, config.database_url) == (tmp_path, "sqlite://")
    assert config.https and config.workers == 0


def test_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = read_config({})
    assert config.data_dir == tmp_path / "var"
    assert (config.assets_dir / "products").is_dir()
    assert config.database_url == f"sqlite:///{tmp_path / 'var' / 'arkit.sqlite'}"
    assert not config.https


def test_the_secret_stays(tmp_path: Path) -> None:
    first, second = (read_config({"ARKIT_DATA": str(tmp_path)}).secret for _ in range(2))
    assert first == second and len(first) >= 40


@pytest.mark.parametrize("workers", ["-1", "nine", "9"])
def test_a_wrong_number_of_workers_is_said(tmp_path: Path, workers: str) -> None:
    with pytest.raises(CheckError, match="ARKIT_WORKERS"):
        read_config({"ARKIT_DATA": str(tmp_path), "ARKIT_WORKERS": workers})
