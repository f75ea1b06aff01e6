"""What the cells of a brand's product list mean: column names in two languages, lengths with or without a unit."""

from __future__ import annotations

import re
import unicodedata

from arkit.errors import CheckError
from arkit.transforms import UNIT_M

Size = tuple[float, float, float]
# Each column by the names it goes by, as `plain_name` leaves them.
NAMES: dict[str, tuple[str, ...]] = {
    "sku": ("sku", "id", "item", "item_number", "article", "货号", "编号", "商品编号"),
    "file": ("file", "model", "path", "filename", "file_name", "source", "文件", "模型", "文件名"),
    "width": ("width", "w", "宽", "宽度"),
    "depth": ("depth", "d", "length", "深", "深度", "长", "长度"),
    "height": ("height", "h", "高", "高度"),
    "size": ("size", "dimensions", "wxdxh", "尺寸"),
    "unit": ("unit", "units", "file_unit", "单位", "文件单位"),
    "up": ("up", "up_axis", "朝上轴"),
    "front": ("front", "front_axis", "正面"),
    "mirror": ("mirror", "mirrored", "镜像"),
    "kind": ("kind", "type", "category", "类别", "品类"),
    "attach": ("attach", "place", "放置"),
    "title_en": ("title_en", "name_en", "title", "name", "英文名"),
    "title_zh": ("title_zh", "name_zh", "名称", "中文名", "标题"),
}
_MEANING = {name: column for column, names in NAMES.items() for name in names}
_UNITS = {
    **{name: name for name in UNIT_M},
    "毫米": "mm",
    "厘米": "cm",
    "公分": "cm",
    "米": "m",
    '"': "in",
    "inch": "in",
}
_LENGTH = re.compile(r"([\d.,]+)\s*([^\d\s.,]*)")
_SIZE = re.compile(r"(.+?)\s*[x×*]\s*(.+?)\s*[x×*]\s*(.+)")


def column_of(header: str) -> tuple[str, str]:
    """The column a header means and the unit it states: "Width (mm)" is ("width", "mm"), "price" is ("", "")."""
    name = unicodedata.normalize("NFKC", header).strip().strip("\ufeff").lower()
    found = re.fullmatch(r"(.+?)[\s_]*[(\[]\s*(\S+?)\s*[)\]]", name) or re.fullmatch(r"(.+?)_(mm|cm|m|in|ft)", name)
    stem, unit = (found[1], _UNITS.get(found[2], "")) if found else (name, "")
    return _MEANING.get(re.sub(r"[\s_-]+", "_", stem.strip()), ""), unit


def length_m(text: str, unit: str) -> float:
    """Metres of "55", "55 cm", "0,55 m" or "1,200mm"; a bare number is in `unit`."""
    found = _LENGTH.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    named = _UNITS.get(found[2], "") if found and found[2] else unit
    try:
        value = float(_decimal(found[1])) * UNIT_M[named] if found and named else 0.0
    except ValueError:
        value = 0.0
    if not 0 < value < 100:
        raise CheckError(f'expected a length like 55 or 55 cm, above 0 and below 100 m, got "{text}"')
    return value


def _decimal(digits: str) -> str:
    """Digits with a point: a comma before exactly three digits parts thousands, any other is a decimal comma."""
    if "," not in digits:
        return digits
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", digits):
        return digits.replace(",", "")
    return digits.replace(",", ".") if digits.count(",") == 1 and "." not in digits else ""


def size_m(text: str, unit: str) -> Size:
    """Width × depth × height, "55x45x80cm" or "55cm x 45cm x 80cm", as metres in glTF's order (width, height, depth).

    The last number's unit holds for those before it that state none.
    """
    found = _SIZE.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if not found:
        raise CheckError(f'expected width x depth x height, like 55x45x80cm, got "{text}"')
    last = _LENGTH.fullmatch(found[3])
    named = _UNITS.get(last[2], unit) if last and last[2] else unit
    width, depth, height = (length_m(found[place], named) for place in (1, 2, 3))
    return (width, height, depth)


def unit_of(text: str) -> str:
    """The unit a cell names: "mm", "Inch", "厘米"; CheckError where it names none we know."""
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if name not in _UNITS:
        raise CheckError(f'expected one of {", ".join(UNIT_M)}, got "{text}"')
    return _UNITS[name]


__all__ = ["NAMES", "Size", "column_of", "length_m", "size_m", "unit_of"]
