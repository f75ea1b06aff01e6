"""One row of a shade catalogue: which word names which field, and how a colour and a finish are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from arkit.color import WHITE_XYZ, XYZ_RGB, linear_to_srgb
from arkit.look import FINISHES, Finish

# Fields by the words that files use for them, lower case, without blanks, dots and underscores.
WORDS: dict[str, tuple[str, ...]] = {
    "color": (
        "color", "colour", "hex", "hexcode", "hexcolor", "colorhex", "rgbhex", "htmlcolor", "swatch", "rgb", "srgb",
        "hexvalue", "colorcode", "colourcode", "webcolor", "lab", "cielab", "farbe", "farbcode", "farbwert", "hexwert",
        "couleur", "codecouleur", "colore", "颜色", "色值", "十六进制", "颜色代码", "色号值",
    ),
    "red": ("r", "red", "红"),
    "green": ("g", "green", "绿"),
    "blue": ("bl", "blue", "蓝"),
    "lightness": ("l", "l*", "lightness", "cielabl", "labl", "明度"),
    "a": ("a", "a*", "laba"),
    "b": ("b", "b*", "labb"),
    "id": ("id", "sku", "code", "shadeid", "no", "number", "编号", "色号", "货号", "shadenumber", "shadecode",
        "nummer", "nr", "artikelnummer", "artnr", "ref", "référence", "numéro", "código", "codice"),
    "name": ("name", "shade", "shadename", "colorname", "colourname", "title", "名称", "名字", "色名", "颜色名称",
        "bezeichnung", "farbname", "farbton", "nom", "teinte", "nombre", "nome"),
    "name_zh": ("namezh", "zh", "zhname", "namecn", "cnname", "chinesename", "中文名", "中文", "中文名称"),
    "name_en": ("nameen", "en", "enname", "englishname", "英文名", "英文", "英文名称"),
    "finish": ("finish", "texture", "effect", "质地", "妆效", "光泽", "oberfläche", "textur", "fini", "finitura"),
    "brand": ("brand", "maker", "brandname", "品牌", "marke", "marque", "marca"),
    "series": ("series", "line", "collection", "range", "product", "productname", "系列", "产品", "产品名称",
        "serie", "série", "linie", "kollektion", "gamme", "linea", "línea"),
}  # fmt: skip
FINISH_WORDS: dict[str, Finish] = {
    **{word: word for word in FINISHES},
    **dict.fromkeys("mat matt mate opaco samtig velours velvet powder 哑光 亚光 雾面 丝绒 绒雾".split(), "matte"),
    **dict.fromkeys("seidenmatt satiné satinado satinato cream creme silk 缎光 缎面 滋润 奶油".split(), "satin"),
    **dict.fromkeys("glossy shine lacquer glass 镜光 镜面 水光 亮面 唇釉 漆光".split(), "gloss"),
    **dict.fromkeys("glanz glänzend brillant brillante laqué lucido".split(), "gloss"),
    **dict.fromkeys("tint balm transparent 薄透 透明 润唇 水润".split(), "sheer"),
    **dict.fromkeys("metal pearl frost shimmer glitter 金属 珠光 闪".split(), "metallic"),
    **dict.fromkeys("métallisé perlglanz nacré".split(), "metallic"),
}
CHANNELS: tuple[str, ...] = ("red", "green", "blue", "lightness", "a", "b")
_HEX = re.compile(r"(?:#|0x)?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Row:
    """What a file says of one shade, still as written.

    Attributes:
        place: "line 7" or the way through the JSON.
        color: the words of the one colour field ("" where there is none).
        channels: numbers under "red", "green", "blue" or "lightness", "a", "b".
        unit_channels: whether the file's red, green and blue run from 0 to 1.
    """

    place: str
    id: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    color: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)
    unit_channels: bool = False
    finish: str = ""
    brand: str = ""
    series: str = ""


def field_of(word: str) -> str:
    """The field that a column's or key's word names, "" for none."""
    plain = re.sub(r"[\s._\-()（）/]+", "", word).casefold()
    return next((name for name, words in WORDS.items() if plain in words), "")


def names_of(name: str = "", zh: str = "", en: str = "") -> dict[str, str]:
    """{"zh", "en"} as far as known; a bare name goes to Chinese where it holds a Chinese character."""
    names = {"zh": zh.strip(), "en": en.strip()}
    if name.strip():
        language = "zh" if re.search(r"[\u3400-\u9fff]", name) else "en"
        names[language] = names[language] or name.strip()
    return {language: text for language, text in names.items() if text}


def read_color(row: Row) -> tuple[str | None, str]:
    """("#RRGGBB", remark) or (None, why not)."""
    if row.color.strip():
        return _written(row.color.strip())
    if {"lightness", "a", "b"} <= set(row.channels):
        return _from_lab([row.channels[name] for name in ("lightness", "a", "b")])
    if {"red", "green", "blue"} <= set(row.channels):
        return _from_rgb([row.channels[name] for name in ("red", "green", "blue")], row.unit_channels)
    return None, "expected a colour (hex, rgb or lab), the row has none"


def _written(text: str) -> tuple[str | None, str]:
    if match := _HEX.fullmatch(text):
        digits = match.group(1).upper()
        full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
        return f"#{full}", "" if len(digits) == 6 else f'"{text}" was read as #{full}'
    numbers = _NUMBERS.findall(text)
    word = re.match(r"[a-z]*", text.casefold())
    kind = word.group() if word else ""
    if len(numbers) == 3 and kind in ("lab", "cielab"):
        return _from_lab(numbers)
    if len(numbers) == 3 and kind in ("", "rgb", "srgb"):
        return _from_rgb(numbers, all("." in one for one in numbers) and all(abs(float(one)) <= 1 for one in numbers))
    if re.fullmatch(r"#[0-9a-f]{8}", text, re.IGNORECASE):
        return None, f'expected a colour without transparency, got "{text}"'
    return None, f'expected a colour such as #A2253B, rgb(162, 37, 59) or lab(36, 50, 19), got "{_short(text)}"'


def _from_rgb(words: list[str], unit: bool) -> tuple[str | None, str]:
    values = _numbers(words)
    if values is None:
        return None, f"expected red, green and blue as numbers, got {_short(', '.join(words))}"
    if unit:
        values = values * 255
    if values.min() < 0 or values.max() > 255:
        return None, f"expected red, green and blue from 0 to 255, got {_short(', '.join(words))}"
    return _hex(values), ""


def _from_lab(words: list[str]) -> tuple[str | None, str]:
    values = _numbers(words)
    if values is None:
        return None, f"expected L*, a*, b* as numbers, got {_short(', '.join(words))}"
    if not (0 <= values[0] <= 100 and np.abs(values[1:]).max() <= 160):
        return None, f"expected L* from 0 to 100 and a*, b* within ±160, got {_short(', '.join(words))}"
    linear = _lab_to_linear(values)
    color = _hex(linear_to_srgb(linear) * 255)
    outside = linear.min() < -0.003 or linear.max() > 1.003
    return color, f"lies outside sRGB; the nearest in each channel, {color}, is used" if outside else ""


def _lab_to_linear(lab: np.ndarray) -> np.ndarray:
    """(3,) linear RGB of CIELAB (D65); what sRGB cannot show leaves 0…1."""
    middle = (lab[0] + 16) / 116
    f = np.array([middle + lab[1] / 500, middle, middle - lab[2] / 200])
    ratio = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    return np.linalg.solve(XYZ_RGB, ratio * WHITE_XYZ)


def read_finish(word: str, otherwise: Finish) -> tuple[Finish, str]:
    """The finish a word means, and a remark where it means none we know."""
    plain = word.strip().casefold()
    if not plain:
        return otherwise, ""
    for known, finish in FINISH_WORDS.items():
        if plain == known:
            return finish, ""
    for known, finish in FINISH_WORDS.items():
        if known in plain:
            return finish, ""
    return otherwise, f'finish "{_short(word)}" is none of {", ".join(FINISHES)}; taken as {otherwise}'


def _numbers(words: list[str]) -> np.ndarray | None:
    try:
        parts = [word.strip().replace(",", ".") for word in words]
        values = np.array([float(one[:-1]) * 2.55 if one.endswith("%") else float(one) for one in parts])
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _hex(values: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(value)):02X}" for value in values)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


__all__ = [
    "CHANNELS",
    "FINISH_WORDS",
    "WORDS",
    "Row",
    "field_of",
    "names_of",
    "read_color",
    "read_finish",
]
