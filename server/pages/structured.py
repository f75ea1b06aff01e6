"""A product as search engines read it: schema.org JSON-LD with its 3D models."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from server.contract import ProductDetail
from server.pages.figures import pick_price
from server.pages.language import Lang

_SIDES = ("width", "height", "depth")
_MODEL_FORMATS = (("store_url", "model/gltf-binary"), ("usdz_url", "model/vnd.usdz+zip"))


def product_json_ld(product: ProductDetail, lang: Lang, page_url: str) -> dict[str, Any]:
    """The schema.org Product of a page at `page_url`; what is not known is left out."""
    entry: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": getattr(product.title, lang),
        "sku": product.sku,
        "url": page_url,
        "gtin": product.gtin,
        "brand": {"@type": "Brand", "name": product.brand} if product.brand else None,
        "description": getattr(product.description, lang),
        "material": getattr(product.material, lang),
        "color": getattr(product.color, lang),
        "image": urljoin(page_url, product.poster_url) if product.poster_url else None,
        "offers": _offer(product, lang, page_url),
        "subjectOf": _model(product, lang, page_url),
        **_sides(product),
    }
    return {key: value for key, value in entry.items() if value}


def _offer(product: ProductDetail, lang: Lang, page_url: str) -> dict[str, Any] | None:
    picked = pick_price(product.price, lang)
    if picked is None:
        return None
    return {"@type": "Offer", "priceCurrency": picked[0], "price": f"{picked[1]:.2f}", "url": page_url}


def _model(product: ProductDetail, lang: Lang, page_url: str) -> dict[str, Any] | None:
    found = [(getattr(product, field), media_type) for field, media_type in _MODEL_FORMATS]
    encodings = [
        {"@type": "MediaObject", "contentUrl": urljoin(page_url, url), "encodingFormat": media_type}
        for url, media_type in found
        if url
    ]
    if not encodings:
        return None
    return {"@type": "3DModel", "name": getattr(product.title, lang), "encoding": encodings}


def _sides(product: ProductDetail) -> dict[str, Any]:
    if product.size_m is None:
        return {}
    return {
        side: {"@type": "QuantitativeValue", "value": round(metres * 100, 2), "unitCode": "CMT"}
        for side, metres in zip(_SIDES, product.size_m, strict=True)
    }


__all__ = ["product_json_ld"]
