"""The API's description at /openapi.json, made from the contract's dataclasses."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, Response, jsonify
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, RootModel, create_model

from arkit import __version__
from server.errors import invalid


@cache
def shape(item: type) -> type[BaseModel]:
    """A pydantic model of a contract dataclass, named like it, for a route's `responses`."""
    return create_model(item.__name__, __base__=RootModel[item], __doc__=item.__doc__)  # type: ignore[valid-type]


def create_described_app(import_name: str, **options: Any) -> OpenAPI:
    """A Flask app that describes its own API (OpenAPI 3.1) and answers invalid requests as `server.errors` says."""
    info = Info(title="arkit", version=__version__)
    app = OpenAPI(import_name, info=info, doc_ui=False, validation_error_callback=invalid, **options)
    routes = Blueprint("openapi", __name__)

    @routes.get("/openapi.json")
    def description() -> Response:
        return jsonify(app.api_doc)

    app.register_blueprint(routes)
    return app


__all__ = ["create_described_app", "shape"]
