"""The shop: Flask for pages and the API; `server.asgi` adds the mall's WebSocket and the job supervisor."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import dataclass

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from server.catalog.routes import create_catalog
from server.catalog.seed import seed_products
from server.catalog.store import CatalogStore
from server.config import Config
from server.db import Clock, Sessions, open_database
from server.errors import register_errors
from server.files import FileStore, create_files
from server.headers import register_headers
from server.openapi import create_described_app


@dataclass(frozen=True, slots=True)
class Services:
    """What views and background work share: one of each a process."""

    config: Config
    sessions: Sessions
    files: FileStore
    catalog: CatalogStore
    clock: Clock


def create_services(config: Config, clock: Clock = time.time) -> Services:  # noqa: TID251  # the one clock
    """Open the database and the folders, and put the shipped catalogue into the shop."""
    sessions = open_database(config.database_url)
    seed_products(sessions, config.assets_dir / "products", clock)
    files = FileStore(config.data_dir / "files")
    return Services(config, sessions, files, CatalogStore(sessions), clock)


def create_app(config: Config, services: Services | None = None) -> Flask:
    """The Flask half of the shop, whole: pages, API, files. Runs under any WSGI server, without mall and jobs."""
    services = services or create_services(config)
    app = create_described_app(__name__)
    app.secret_key = config.secret
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    register_errors(app)
    register_headers(app)
    app.register_api(create_catalog(services.catalog))
    app.register_blueprint(create_files(services.files))
    app.add_url_rule("/healthz", view_func=healthz)
    _register_pages(app, services)
    return app


def healthz() -> ResponseReturnValue:
    """For a load balancer: the process answers."""
    return jsonify({"ok": True})


def _register_pages(app: Flask, services: Services) -> None:
    """Add the pages where they are installed; the API works without them."""
    if importlib.util.find_spec("server.pages") and importlib.util.find_spec("server.pages.routes"):
        from server.pages.routes import create_pages

        app.register_blueprint(create_pages(services.catalog, services.config))


__all__ = ["Services", "create_app", "create_services"]
