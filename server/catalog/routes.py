"""GET /api/products and GET /api/products/<sku>."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from server.catalog.store import CatalogStore, Filter
from server.contract import ProductDetail, ProductList
from server.openapi import shape


class ProductQuery(BaseModel):
    """What a shopper looks for."""

    q: str = Field("", max_length=200, description="Words, Chinese or English; all must be found.")
    kind: str = Field("", max_length=40, description='"sofa", "glasses", …')
    max_width_cm: float | None = Field(None, gt=0, le=10_000, description="Only what is not wider than this.")


class ProductPath(BaseModel):
    """Which product."""

    sku: str = Field(max_length=64)


def create_catalog(catalog: CatalogStore) -> APIBlueprint:
    """The catalogue's routes."""
    routes = APIBlueprint("catalog", __name__, url_prefix="/api", abp_tags=[Tag(name="catalogue")])

    @routes.get("/products", responses={200: shape(ProductList)})
    def list_products(query: ProductQuery) -> Response:
        """Published products, those that fit the question."""
        width_m = query.max_width_cm / 100 if query.max_width_cm is not None else None
        cards = catalog.cards(Filter(text=query.q, kind=query.kind, max_width_m=width_m))
        return jsonify(asdict(ProductList(products=cards)))

    @routes.get("/products/<sku>", responses={200: shape(ProductDetail)})
    def get_product(path: ProductPath) -> Response:
        """One published product with how true its model is."""
        return jsonify(asdict(catalog.detail(path.sku)))

    return routes


__all__ = ["ProductPath", "create_catalog"]
