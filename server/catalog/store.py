"""The products table and what was converted from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from arkit.errors import NotFoundError
from arkit.product import Product, product_from_dict
from server import contract
from server.catalog.cards import Converted, ConvertedFile, card, detail
from server.db import OutputRow, ProductRow, Sessions, VersionRow
from server.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Filter:
    """What a shopper looks for. `text` is looked for in both languages, `max_width_m` is the gap it must fit."""

    text: str = ""
    kind: str = ""
    max_width_m: float | None = None


@dataclass(frozen=True, slots=True)
class CatalogStore:
    """Products as pages and the API see them."""

    sessions: Sessions

    def cards(self, wanted: Filter | None = None) -> list[contract.ProductCard]:
        """Published products in catalogue order, those that `wanted` fits."""
        rows = self._rows(ProductRow.state == "published")
        pairs = [(product_from_dict(row.record), row) for row in rows]
        return [card(product, _newest(row)) for product, row in pairs if matches(product, wanted or Filter())]

    def detail(self, sku: str) -> contract.ProductDetail:
        """One published product.

        Raises:
            NotFoundError: no published product has this SKU.
        """
        for row in self._rows(ProductRow.sku == sku, ProductRow.state == "published"):
            return detail(product_from_dict(row.record), _newest(row))
        raise NotFoundError(f'There is no product "{sku}"; the shop lists those there are.', sku=sku)

    def owned(self, owner: str) -> list[contract.StudioProduct]:
        """A brand's own products, newest first."""
        rows = self._rows(ProductRow.owner == owner)
        rows.sort(key=lambda row: row.created_s, reverse=True)
        return [_studio(row) for row in rows]

    def product(self, sku: str) -> Product:
        """The record of one published product.

        Raises:
            NotFoundError: no published product has this SKU.
        """
        for row in self._rows(ProductRow.sku == sku, ProductRow.state == "published"):
            return product_from_dict(row.record)
        raise NotFoundError(f'There is no product "{sku}"; the shop lists those there are.', sku=sku)

    def model(self, sku: str) -> ConvertedFile | None:
        """The plain GLB of a published product, None until it is converted."""
        for row in self._rows(ProductRow.sku == sku, ProductRow.state == "published"):
            return _newest(row).files.get("store")
        return None

    def layout_version(self) -> str:
        """Changes whenever the shop's shelves do."""
        with self.sessions() as session:
            published = select(func.count()).where(ProductRow.state == "published").scalar_subquery()
            newest = select(func.coalesce(func.max(VersionRow.id), 0)).scalar_subquery()
            count, version = session.execute(select(published, newest)).one()
        return f"{count}.{version}"

    def _rows(self, *conditions: ColumnElement[bool]) -> list[ProductRow]:
        loaded = selectinload(ProductRow.versions).selectinload(VersionRow.outputs)
        order = (ProductRow.source, ProductRow.position, ProductRow.created_s)
        with self.sessions() as session:
            return list(session.scalars(select(ProductRow).where(*conditions).options(loaded).order_by(*order)))


def matches(product: Product, wanted: Filter) -> bool:
    """Whether the product is what `wanted` describes; every word of its text must be found."""
    if wanted.kind and product.kind != wanted.kind:
        return False
    if wanted.max_width_m is not None and (product.size_m is None or product.size_m[0] > wanted.max_width_m):
        return False
    described = (product.title, product.description, product.material, product.color)
    words = [product.sku, product.brand, product.kind, *(word for entry in described for word in entry.values())]
    haystack = " ".join(words).casefold()
    return all(word in haystack for word in wanted.text.casefold().split())


def put_product(
    session: Session, product: Product, *, source: str, state: str, owner: str | None, position: int, now_s: float
) -> None:
    """Add the record, or replace what an earlier one of the same SKU says.

    Raises:
        ConflictError: another owner has this SKU.
    """
    row = session.get(ProductRow, product.sku)
    if row is not None and row.owner != owner:
        raise ConflictError(f'sku: "{product.sku}" is taken; choose another or leave it empty.', sku=product.sku)
    if row is None:
        row = ProductRow(sku=product.sku, source=source, state=state, owner=owner, created_s=now_s)
        session.add(row)
    row.record = asdict(product)
    row.position = position


def put_version(
    session: Session,
    sku: str,
    *,
    key: str,
    report: Mapping[str, Any],
    files: Iterable[tuple[str, ConvertedFile]],
    now_s: float,
) -> None:
    """Add what a conversion made; from now on it is the product's newest."""
    outputs = [
        OutputRow(profile=profile, sha256=file.sha256, name=file.name, bytes=file.bytes, facts=dict(file.facts))
        for profile, file in files
    ]
    session.add(VersionRow(sku=sku, key=key, report=dict(report), created_s=now_s, outputs=outputs))


def _newest(row: ProductRow) -> Converted:
    if not row.versions:
        return Converted()
    version = row.versions[-1]
    files = {
        output.profile: ConvertedFile(output.sha256, output.name, output.bytes, output.facts)
        for output in version.outputs
    }
    return Converted(files, version.report)


def _studio(row: ProductRow) -> contract.StudioProduct:
    shown = detail(product_from_dict(row.record), _newest(row))
    updated_s = row.versions[-1].created_s if row.versions else row.created_s
    state: Literal["draft", "published"] = "published" if row.state == "published" else "draft"
    return contract.StudioProduct(state=state, product=shown, updated_s=updated_s)


__all__ = ["CatalogStore", "Filter", "matches", "put_product", "put_version"]
