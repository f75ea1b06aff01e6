"""How a product record and its converted files become what a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from arkit.product import Product
from server import contract
from server.files import file_url


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """One converted file and what the converter said of it (`facts`: bytes, triangles, …)."""

    sha256: str
    name: str
    bytes: int
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address on this server."""
        return file_url(self.sha256, self.name)


@dataclass(frozen=True, slots=True)
class Converted:
    """The newest conversion of a product: its files by profile, and the converter's report."""

    files: Mapping[str, ConvertedFile] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)

    def url(self, profile: str) -> str | None:
        """The address of the file of `profile`, if there is one."""
        file = self.files.get(profile)
        return file.url if file else None


def card(product: Product, converted: Converted) -> contract.ProductCard:
    """The product as a list shows it."""
    return contract.ProductCard(**_card_fields(product, converted))


def detail(product: Product, converted: Converted) -> contract.ProductDetail:
    """The product as its own page shows it."""
    web = converted.files.get("web")
    triangles = web.facts.get("triangles") if web else None
    return contract.ProductDetail(
        **_card_fields(product, converted),
        gtin=product.gtin,
        brand=product.brand,
        description=text(product.description),
        material=text(product.material),
        store_url=converted.url("store"),
        usdz_url=converted.url("ios"),
        bytes=web.bytes if web else None,
        triangles=int(triangles) if triangles is not None else None,
        truth=truth(product, converted.report) if converted.report else None,
        shades=[
            contract.ShadeOption(id=shade.id, name=text(shade.name), color=shade.color, finish=shade.finish)
            for shade in product.shades
        ],
    )


def _card_fields(product: Product, converted: Converted) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "kind": product.kind,
        "attach": product.attach,
        "title": text(product.title),
        "price": dict(product.price),
        "size_m": product.size_m,
        "poster_url": converted.url("poster"),
        "model_url": converted.url("web"),
        "alt": alt_text(product),
        "color": text(product.color),
        "variants": [
            contract.VariantOption(name=entry.name, title=text(entry.title), color=entry.color)
            for entry in product.variants
        ],
        "shade_count": len(product.shades),
    }


def text(words: Mapping[str, str]) -> contract.Text:
    """Words in both languages; a missing one is empty."""
    return contract.Text(zh=words.get("zh", ""), en=words.get("en", ""))


def alt_text(product: Product) -> contract.Text:
    """What a picture of the product shows, in words: title, size, material, colour."""
    size = size_text(product.size_m)
    zh = [product.title["zh"], size and f"{size} 厘米", product.material.get("zh"), product.color.get("zh")]
    en = [product.title["en"], size and f"{size} cm", product.material.get("en"), product.color.get("en")]
    return contract.Text(zh="，".join(filter(None, zh)), en=", ".join(filter(None, en)))


def size_text(size_m: tuple[float, float, float] | None) -> str:
    """Width × depth × height in centimetres, as furniture is told; one decimal below half a metre."""
    if size_m is None:
        return ""
    width, height, depth = size_m
    digits = 1 if max(size_m) < 0.5 else 0
    return " × ".join(f"{side * 100:.{digits}f}" for side in (width, depth, height))


def truth(product: Product, report: Mapping[str, Any]) -> contract.Truth:
    """How true the model is, from the converter's report (the keys of `arkit convert --json`)."""
    fidelity = report.get("fidelity") or {}
    return contract.Truth(
        size_error_mm=size_error_mm(product.size_m, report.get("size_m")),
        unit=_choice(report.get("unit")),
        up=_choice(report.get("up")),
        delta_e=fidelity.get("delta_e"),
        checks=[
            contract.CheckResult(
                channel=channel, rule=rule["rule"], limit=rule["limit"], value=rule["value"], ok=bool(rule["ok"])
            )
            for channel, rules in (report.get("checks") or {}).items()
            for rule in rules
        ],
    )


def size_error_mm(stated_m: tuple[float, float, float] | None, measured_m: Any) -> float | None:
    """Largest difference between a stated and a measured side, millimetres; None where either is unknown."""
    if stated_m is None or not measured_m:
        return None
    return max(abs(float(measured) - stated) for measured, stated in zip(measured_m, stated_m, strict=True)) * 1000


def _choice(entry: Mapping[str, Any] | None) -> contract.Choice:
    found = entry or {}
    evidence = found.get("evidence", "")
    words = evidence if isinstance(evidence, str) else "; ".join(str(line) for line in evidence)
    return contract.Choice(chosen=str(found.get("chosen", "")), evidence=words)


__all__ = ["Converted", "ConvertedFile", "alt_text", "card", "detail", "size_error_mm", "size_text", "text", "truth"]
