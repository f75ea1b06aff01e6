"""The catalogue we ship becomes rows, and each product that was not converted yet becomes a job."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import select

from arkit.convert import converter_version
from arkit.errors import ArkitError
from arkit.product import Product, read_product
from server.catalog.store import put_product
from server.db import Clock, ProductRow, Sessions, VersionRow
from server.jobs.store import JobStore, NewJob

log = logging.getLogger(__name__)


def seed_products(sessions: Sessions, folder: Path, clock: Clock) -> list[Product]:
    """Put every `folder/<sku>/product.json` into the shop, published; one bad record leaves out only itself.

    A product that has left the folder leaves the shop. A SKU that a brand has uploaded stays the brand's.
    """
    products = read_folder(folder)
    with sessions.begin() as session:
        rows = {row.sku: row for row in session.scalars(select(ProductRow))}
        products = [product for product in products if product.sku not in rows or rows[product.sku].owner is None]
        kept = {product.sku for product in products}
        for row in rows.values():
            if row.source == "catalogue":
                row.state = "published" if row.sku in kept else "draft"
        for position, product in enumerate(products):
            put_product(
                session,
                product,
                source="catalogue",
                state="published",
                owner=None,
                position=position,
                now_s=clock(),
            )
    return products


def read_folder(folder: Path) -> list[Product]:
    """Every product record below `folder`, by folder name; a bad one is logged and left out."""
    products = []
    for path in sorted(folder.glob("*/product.json")):
        try:
            products.append(read_product(path.parent))
        except ArkitError as error:
            log.warning("product left out", extra={"sku": path.parent.name, "reason": error.message})
    return products


def plan_conversions(jobs: JobStore, products: Iterable[Product], folder: Path) -> int:
    """Ask for the conversion of every product that has a model and no version of this key; say how many."""
    planned = 0
    for product in products:
        if not product.model:
            continue
        key = conversion_key(product, folder / product.sku)
        if jobs.is_open(key) or _is_converted(jobs.sessions, key):
            continue
        spec = {"source": str(folder / product.sku / product.model), "record": asdict(product)}
        jobs.add(NewJob(kind="convert", key=key, sku=product.sku, owner=None, spec=spec))
        planned += 1
    return planned


def conversion_key(product: Product, folder: Path) -> str:
    """Names a conversion: every byte of the product's folder (its record among them), and the converter's version."""
    digest = hashlib.sha256(f"{converter_version()} {product.sku}".encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _is_converted(sessions: Sessions, key: str) -> bool:
    with sessions() as session:
        return session.scalar(select(VersionRow.id).where(VersionRow.key == key).limit(1)) is not None


__all__ = ["conversion_key", "plan_conversions", "read_folder", "seed_products"]
