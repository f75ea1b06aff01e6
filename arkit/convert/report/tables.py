"""The report's tables: fidelity, levels, textures and materials, the channels, the stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from arkit.convert.report.markup import both, fact, number, section, size_text, table
from arkit.convert.report.rules import CHANNELS, STAGES, in_chinese

_TICK = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg>'
_CROSS = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>'
_FOLD = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3l5 5-5 5"/></svg>'
_FIDELITY = (
    ("psnr_db", "{:.1f} <i>dB</i>", "峰值信噪比", "PSNR", "99 为完全一致", "99: identical"),
    ("ssim", "{:.4f}", "结构相似度", "SSIM", "1 为完全一致", "1: identical"),
    ("delta_e", "{:.2f} <i>ΔE</i>", "画面色差", "Colour of the picture", "低于 1 难以分辨", "below 1 hardly seen"),
    ("material_delta_e", "{:.2f} <i>ΔE</i>", "材质色差", "Colour of materials", "最差一处", "the worst of them"),
    ("silhouette_iou", "{:.4f}", "轮廓重合", "Outline", "1 为完全重合", "1: the same"),
    ("deviation_mm", "{:.3f} <i>mm</i>", "表面偏移", "Surface moved", "最大处", "at most"),
)  # fmt: skip
_COLUMNS = {
    "level": ("级别", "level"),
    "triangles": ("三角形", "triangles"),
    "error_mm": ("误差 mm", "error, mm"),
    "error_px": ("误差 px", "error, px"),
    "bytes": ("大小", "size"),
    "name": ("名称", "name"),
    "slot": ("用途", "slot"),
    "slots": ("用途", "slots"),
    "kind": ("类型", "kind"),
    "path": ("文件", "file"),
    "width": ("宽 px", "width, px"),
    "height": ("高 px", "height, px"),
}


def fidelity_section(answer: Mapping[str, Any]) -> str:
    """Every measured difference between the oriented source and the written file."""
    found = answer.get("fidelity", {})
    facts = [
        fact(both(zh, en), form.format(found[key]), both(note_zh, note_en))
        for key, form, zh, en, note_zh, note_en in _FIDELITY
        if found.get(key) is not None
    ]
    note = both("源文件定向后与写出文件重新读取后的比较", "the oriented source against the written file read again")
    return section(
        "fidelity", "保真度", "Fidelity", f'<dl class="facts">{"".join(facts)}</dl>', note=f"<small>{note}</small>"
    )


def listed_section(answer: Mapping[str, Any], key: str, zh: str, en: str) -> str:
    """A list of objects of the answer as a table, whatever keys they have; nothing where there is none."""
    rows = [one for one in answer.get(key, ()) if isinstance(one, Mapping)]
    if not rows:
        return ""
    keys = [one for one in dict.fromkeys(name for row in rows for name in row) if one != "sha256"]
    heads = []
    for name in keys:
        numeric = all(isinstance(row.get(name), int | float | None) for row in rows)
        heads.append(("#" if numeric else "") + both(*_COLUMNS.get(name, (name.replace("_", " "),) * 2)))
    return section(key, zh, en, table(heads, [[_cell(name, row.get(name)) for name in keys] for row in rows]))


def _cell(name: str, value: Any) -> str:
    if name.endswith("bytes") and isinstance(value, int | float) and not isinstance(value, bool):
        return size_text(value)
    if isinstance(value, list | tuple):
        return ", ".join(number(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{escape(str(key))} {number(one)}" for key, one in value.items())
    return number(value)


def materials_section(answer: Mapping[str, Any]) -> str:
    """Each material with its colour."""
    rows = []
    for one in answer.get("materials", ()):
        chip = f'<span class="chip" style="background:{escape(str(one.get("color", "")))}"></span>'
        painted = both("贴图", "picture") if one.get("textured") else escape(str(one.get("color", "")))
        name = escape(str(one.get("name", ""))) or "–"
        figures = [number(_short(one.get(key))) for key in ("roughness", "metallic", "drawn_delta_e")]
        rows.append([chip + name, painted, *figures])
    if not rows:
        return ""
    heads = (both("材质", "material"), both("底色", "base colour"), "#" + both("粗糙度", "roughness"))
    moved = "#" + both("色样前后色差 ΔE", "swatch, before to after, ΔE")
    body = table((*heads, "#" + both("金属度", "metalness"), moved), rows)
    variants = [escape(str(one)) for one in answer.get("variants", ())]
    if variants:
        body += f"<p>{both('配色', 'Colourways')}: {', '.join(variants)}</p>"
    return section("materials", "材质与配色", "Materials and colourways", body)


def _short(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def checks_section(checks: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Every channel: how many of its rules hold, those that do not first."""
    parts = [_channel(name, rows) for name, rows in checks.items()]
    note = both("限值、实测与出处逐条列出", "limit, value and source of every rule")
    return section(
        "checks", "渠道检查", "Checks by channel", f"<div>{''.join(parts)}</div>", note=f"<small>{note}</small>"
    )


def _channel(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    failing = [one for one in rows if not one["ok"]]
    zh, en = CHANNELS.get(name, (name, name))
    if failing:
        badge = f'<span class="badge warn">{both(f"{len(failing)} 项未过", f"{len(failing)} to mend")}</span>'
    else:
        badge = f'<span class="badge">{both("全部通过", "all pass")}</span>'
    heads = ("", both("规则", "rule"), "#" + both("实测", "value"), "#" + both("限值", "limit"), both("出处", "source"))
    cells = [_rule(one) for one in (*failing, *(one for one in rows if one["ok"]))]
    count = f'<span class="soft">{len(rows) - len(failing)} / {len(rows)}</span>'
    opened = " open" if failing else ""
    head = f"<summary>{_FOLD}<h3>{both(zh, en)}</h3>{count}{badge}</summary>"
    return f"<details{opened}>{head}{table(heads, cells, classes='checks')}</details>"


def _rule(one: Mapping[str, Any]) -> list[str]:
    mark = (
        f'<span class="mark-ok">{_TICK}{both("通过", "pass")}</span>'
        if one["ok"]
        else f'<span class="mark-no">{_CROSS}{both("未过", "fail")}</span>'
    )
    source = f'<span class="from">{escape(str(one.get("source", "")))}</span>'
    return [mark, both(in_chinese(one["rule"]), one["rule"]), number(one["value"]), number(one["limit"]), source]


def stages_section(answer: Mapping[str, Any]) -> str:
    """How long each stage took."""
    stages = [one for one in answer.get("stages", ()) if one["seconds"] >= 0.0005]
    if not stages:
        return ""
    most = max(one["seconds"] for one in stages)
    rows = []
    for one in stages:
        words = both(*STAGES.get(one["stage"], (one["stage"],) * 2))
        bar = f'<span class="bar accent"><b style="width:{one["seconds"] / most * 100:.1f}%"></b></span>'
        rows.append(f"<span>{words}</span>{bar}<b>{one['seconds']:.2f} s</b>")
    note = f"<small>{both('合计', 'in all')} {answer.get('seconds', 0):.1f} s</small>"
    return section("stages", "用时", "Time by stage", f'<div class="stages">{"".join(rows)}</div>', note=note)


__all__ = ["checks_section", "fidelity_section", "listed_section", "materials_section", "stages_section"]
