"""A whole shop on a temporary folder, with a small converter of our own in place of the real one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server import create_app, create_services
from server.config import Config, read_config
from tests.server.shop import CONVERTER, Shop, add_product


@pytest.fixture
def config(tmp_path: Path) -> Config:
    assets = tmp_path / "assets"
    add_product(assets, "lund-chair")
    add_product(assets, "oslo-sofa", kind="sofa", title={"zh": "沙发", "en": "Sofa"}, size_m=[2.1, 0.8, 0.9])
    made = read_config({"ARKIT_DATA": str(tmp_path / "data"), "ARKIT_ASSETS": str(assets)})
    return replace(made, converter=(sys.executable, str(CONVERTER)), rate_limits=False, convert_timeout_s=20.0)


@pytest.fixture
def make_shop(config: Config) -> Iterator[Callable[..., Shop]]:
    made: list[Shop] = []

    def make(**changes: Any) -> Shop:
        changed = replace(config, **changes)
        services = create_services(changed)
        app = create_app(changed, services)
        app.testing = False
        made.append(Shop(changed, services, app))
        return made[-1]

    yield make
    for shop in made:
        shop.services.placer.stop()
        shop.services.sessions.kw["bind"].dispose()


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    return make_shop()
