"""The shop: Flask for pages and the API; `server.asgi` adds the mall's WebSocket and the job supervisor."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import dataclass
from typing import cast

from flask import Flask, jsonify
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from server.accounts.guard import register_guard
from server.accounts.routes import create_accounts
from server.accounts.store import KeyStore
from server.catalog.routes import create_catalog
from server.catalog.seed import plan_conversions, seed_products
from server.catalog.store import CatalogStore
from server.config import Config
from server.db import Clock, Sessions, open_database
from server.errors import register_errors
from server.files import FileStore, create_files
from server.forms import register_forms
from server.headers import register_headers
from server.jobs.routes import create_jobs
from server.jobs.store import JobStore
from server.mall.rooms import Rooms
from server.mall.routes import create_mall
from server.openapi import create_described_app
from server.place.placer import Placer
from server.place.rooms import SampleRooms, read_rooms
from server.place.routes import create_place
from server.uploads.routes import create_uploads
from server.uploads.store import UploadStore


@dataclass(frozen=True, slots=True)
class Services:
    """What views and background work share: one of each a process."""

    config: Config
    sessions: Sessions
    files: FileStore
    catalog: CatalogStore
    keys: KeyStore
    jobs: JobStore
    uploads: UploadStore
    placer: Placer
    sample_rooms: SampleRooms
    mall: Rooms


def create_services(config: Config, clock: Clock = time.time) -> Services:  # noqa: TID251  # the server's one clock
    """Open the database and the folders, put the shipped catalogue into the shop, ask for what is not converted."""
    sessions = open_database(config.database_url)
    jobs = JobStore(sessions, clock, config.lease_s)
    folder = config.assets_dir / "products"
    plan_conversions(jobs, seed_products(sessions, folder, clock), folder)
    files = FileStore(config.data_dir / "files")
    return Services(
        config=config,
        sessions=sessions,
        files=files,
        catalog=CatalogStore(sessions),
        keys=KeyStore(sessions, clock),
        jobs=jobs,
        uploads=UploadStore(sessions, config.data_dir / "uploads"),
        placer=Placer(config),
        sample_rooms=read_rooms(config.assets_dir / "rooms", files),
        mall=Rooms(),
    )


def create_app(config: Config, services: Services | None = None) -> Flask:
    """The Flask half of the shop, whole: pages, API, files. Runs under any WSGI server, without mall and jobs."""
    services = services or create_services(config)
    app = create_described_app(__name__)
    app.secret_key = config.secret
    cast(DefaultJSONProvider, app.json).ensure_ascii = False
    register_forms(app, config)
    register_errors(app)
    register_headers(app)
    register_guard(app, https=config.https)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", enabled=config.rate_limits)
    app.extensions["kept_limiter"] = limiter  # a limiter that is off is held by nothing else
    app.register_api(create_catalog(services.catalog))
    app.register_api(create_accounts(services.keys, limiter))
    app.register_api(create_jobs(services.jobs, services.keys))
    app.register_api(create_uploads(services.uploads, services.jobs, services.catalog, services.keys, limiter))
    app.register_api(create_place(services.placer, services.catalog, services.files, services.sample_rooms, limiter))
    app.register_api(create_mall(services.mall, limiter))
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
