"""A whole shop on a temporary folder, for the tests to ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from server import Services
from server.asgi import create_supervisor
from server.config import Config

CONVERTER = Path(__file__).resolve().parent / "converter.py"


def record(sku: str, **changes: Any) -> dict[str, Any]:
    """A product record as a brand writes it."""
    made = {
        "sku": sku,
        "title": {"zh": "扶手椅", "en": "Armchair"},
        "kind": "armchair",
        "size_m": [0.78, 0.82, 0.8],
        "model": "source.obj",
        "price": {"CNY": 6480, "USD": 899},
        "material": {"zh": "橡木", "en": "oak"},
        "color": {"zh": "暖灰", "en": "warm grey"},
    }
    return made | changes


@dataclass(frozen=True)
class Shop:
    """A shop and its parts."""

    config: Config
    services: Services
    app: Flask

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def run_jobs(self) -> None:
        """Run every waiting job to its end."""
        supervisor = create_supervisor(self.services)
        while supervisor.run_one():
            pass

    def signed_in(self, name: str = "brand") -> FlaskClient:
        """A client whose session holds a new key."""
        client = self.app.test_client()
        answer = client.post("/api/session", json={"key": self.services.keys.create(name)})
        assert answer.status_code == 200
        return client


def add_product(assets: Path, sku: str, source: str = "v 0 0 0\n", **changes: Any) -> None:
    """Write a product into the assets folder."""
    folder = assets / "products" / sku
    folder.mkdir(parents=True)
    (folder / "product.json").write_text(json.dumps(record(sku, **changes)), encoding="utf-8")
    (folder / "source.obj").write_text(source, encoding="utf-8")
