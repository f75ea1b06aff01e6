"""The studio's API: send a file, publish what came of it, take it out again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from flask import Response, jsonify
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from server.accounts.guard import signed_in
from server.accounts.store import KeyStore
from server.catalog.routes import ProductPath
from server.catalog.store import CatalogStore
from server.contract import Job, StudioProductList
from server.errors import RateError
from server.forms import described_form, read_file, read_form
from server.jobs.store import JobStore
from server.openapi import shape
from server.uploads.rules import Described, product_of, suffix_of
from server.uploads.store import UploadStore, upload_job

MOST_OPEN_JOBS = 20


class UploadForm(BaseModel):
    """What the brand says of the file it sends."""

    title_zh: str = Field("", max_length=120)
    title_en: str = Field("", max_length=120)
    kind: str = Field(max_length=40)
    width_cm: float = Field(gt=0, le=10_000)
    height_cm: float = Field(gt=0, le=10_000)
    depth_cm: float = Field(gt=0, le=10_000)
    sku: str = Field("", pattern=r"^([a-z0-9][a-z0-9-]{1,63})?$")
    unit: Literal["", "m", "cm", "mm", "in", "ft"] = ""
    up: Literal["", "x", "y", "z"] = ""


def create_uploads(
    uploads: UploadStore, jobs: JobStore, catalog: CatalogStore, keys: KeyStore, limiter: Limiter
) -> APIBlueprint:
    """The studio's routes; all need a key, asked for before the body is read."""
    routes = APIBlueprint("uploads", __name__, url_prefix="/api", abp_tags=[Tag(name="studio")])

    @routes.before_request
    def key_first() -> None:
        signed_in(keys)

    @routes.post("/uploads", responses={202: shape(Job)}, openapi_extensions=described_form(UploadForm, "file"))
    @limiter.limit("60/hour")
    def upload() -> tuple[Response, int]:
        """Send a model (GLB, OBJ, PLY, STL, or a zip); the answer is the job that converts it."""
        owner = signed_in(keys)
        if jobs.open_count(owner) >= MOST_OPEN_JOBS:
            raise RateError(f"{MOST_OPEN_JOBS} files are in the line already; wait until some are done.")
        said, file = Described(**read_form(UploadForm).model_dump()), read_file("file")
        suffix = suffix_of(file.filename or "")
        product = product_of(said, f"source{suffix}")
        uploads.check_sku(product.sku, owner)
        source = uploads.save(file, suffix)
        job_id = jobs.add(upload_job(product, source, owner))
        return jsonify(asdict(jobs.get(job_id, owner))), 202

    @routes.get("/studio/products", responses={200: shape(StudioProductList)})
    def own_products() -> Response:
        """This brand's products, newest first."""
        return jsonify(asdict(StudioProductList(products=catalog.owned(signed_in(keys)))))

    @routes.post("/products/<sku>/publish", responses={200: shape(StudioProductList)})
    def publish(path: ProductPath) -> Response:
        """Put a converted product into the shop."""
        return _shown(path.sku, shown=True)

    @routes.post("/products/<sku>/unpublish", responses={200: shape(StudioProductList)})
    def unpublish(path: ProductPath) -> Response:
        """Take a product out of the shop."""
        return _shown(path.sku, shown=False)

    def _shown(sku: str, *, shown: bool) -> Response:
        owner = signed_in(keys)
        uploads.publish(sku, owner, shown=shown)
        return jsonify(asdict(StudioProductList(products=catalog.owned(owner))))

    return routes


__all__ = ["create_uploads"]
