"""Numbers as a shopper reads them: money and lengths. The viewer's i18n/ answers the same tests/cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.pages.language import Lang

HOME_CURRENCY: dict[Lang, str] = {"zh": "CNY", "en": "USD"}
_SIGNS = {"CNY": "¥\u00a0", "USD": "$", "EUR": "€", "GBP": "£"}
_FOREIGN_SIGNS = {"CNY": "CN¥\u00a0", "USD": "US$"}
CM_PER_IN = 2.54


def pick_price(price: Mapping[str, float], lang: Lang) -> tuple[str, float] | None:
    """(currency, amount) in the language's own currency, else the first there is; None without a price."""
    if not price:
        return None
    home = HOME_CURRENCY[lang]
    currency = home if home in price else sorted(price)[0]
    return currency, price[currency]


def money(price: Mapping[str, float], lang: Lang) -> str:
    """The price to show, "¥ 6,480" or "$899.50"; "" without a price."""
    picked = pick_price(price, lang)
    if picked is None:
        return ""
    currency, amount = picked
    signs = _SIGNS if currency == HOME_CURRENCY[lang] else {**_SIGNS, **_FOREIGN_SIGNS}
    number = f"{amount:,.0f}" if amount == round(amount) else f"{amount:,.2f}"
    return signs.get(currency, f"{currency}\u00a0") + number


def length(metres: float, unit: str = "cm") -> str:
    """A length without its unit: centimetres or inches; whole from 100 on, else to a tenth."""
    value = metres * 100 if unit == "cm" else metres * 100 / CM_PER_IN
    text = f"{value:.0f}" if value >= 99.95 else f"{value:.1f}"
    return text.removesuffix(".0")


def figure(value: float | str) -> str:
    """A check's limit or finding: numbers with thousands set apart, words as they are."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value == round(value) else f"{value:,.3g}"


def size(size_m: Sequence[float], unit: str = "cm") -> str:
    """Width × depth × height, as furniture is told: "218 × 92 × 82 cm". `size_m` is width x, height y, depth z."""
    width, height, depth = size_m
    return " × ".join(length(side, unit) for side in (width, depth, height)) + f" {unit}"


__all__ = ["CM_PER_IN", "HOME_CURRENCY", "figure", "length", "money", "pick_price", "size"]
