"""The page: one HTML file that needs nothing else, in Chinese and English, on screen, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from arkit.convert.report.evidence import evidence_section
from arkit.convert.report.markup import both, fact, picture, section, size_text
from arkit.convert.report.pictures import POSTER_PX, TURN_PX, Pictures
from arkit.convert.report.size import GOOD_M, size_section
from arkit.convert.report.tables import (
    checks_section,
    fidelity_section,
    listed_section,
    materials_section,
    stages_section,
)

_SAFE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{safe}">
<meta name="color-scheme" content="light dark"><title>{title}</title><style>{style}</style></head><body>"""
_LANGUAGES = """<div class="lang" role="radiogroup" aria-label="语言 Language">
<label><input type="radio" name="lang" id="lang-zh">中文</label>
<label><input type="radio" name="lang" id="lang-en" checked>English</label></div>"""
_ARROWS = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M7 6l-4 4 4 4M13 6l4 4-4 4"/></svg>'


def report_page(answer: Mapping[str, Any], pictures: Pictures | None, *, title: Mapping[str, str] | None = None) -> str:
    """The report of one conversion as HTML.

    Args:
        answer: the object of `arkit convert --json`; keys that are not there leave their part of the page out.
        pictures: of `take_pictures`, None where nothing could be drawn.
        title: {"zh", "en"} of the product; the written file's name when None.
    """
    output = answer["outputs"][0]
    name = PurePath(output["path"]).name
    titles = dict(title or {"zh": PurePath(name).stem, "en": PurePath(name).stem})
    here = files("arkit.convert.report")
    style, script = ((here / one).read_text(encoding="utf-8") for one in ("style.css", "turn.js"))
    parts = [
        _HEAD.format(safe=_SAFE, title=escape(titles["en"]), style=style),
        f'<div class="top"><span class="mark">arkit</span><span class="file">{escape(name)}</span>{_LANGUAGES}</div>',
        "<main>",
        _hero(answer, titles, pictures),
        _turned(answer, pictures),
        size_section(answer, pictures),
        evidence_section(answer),
        fidelity_section(answer),
        listed_section(answer, "lods", "细节层级", "Levels of detail"),
        listed_section(answer, "textures", "贴图", "Textures"),
        materials_section(answer),
        checks_section(answer.get("checks", {})),
        stages_section(answer),
        _foot(answer),
        f"</main><script>{script}</script></body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _hero(answer: Mapping[str, Any], titles: Mapping[str, str], pictures: Pictures | None) -> str:
    output, source = answer["outputs"][0], answer["input"]
    alt = answer.get("alt", {"zh": titles["zh"], "en": titles["en"]})
    facts = [
        fact(both("大小", "File"), size_text(output["bytes"]), _from(size_text(source["bytes"]))),
        fact(both("三角形", "Triangles"), f"{output['triangles']:,}", _from(f"{source['triangles']:,}")),
        fact(both("贴图", "Textures"), str(output["textures"])),
        fact(both("用途", "Profile"), escape(output["profile"]), escape(str(source["format"]).upper())),
    ]
    told = f"""<div class="told"><h1>{both(titles["zh"], titles["en"])}</h1>
<p class="alt">{both(alt["zh"], alt["en"])}</p>
<div class="badges">{_badges(answer)}</div><dl class="facts">{"".join(facts)}</dl></div>"""
    if pictures is None:
        return told
    shown = picture(pictures.poster, alt["zh"], alt["en"], size_px=POSTER_PX)
    return f'<div class="hero"><div class="stage">{shown}</div>{told}</div>'


def _from(before: str) -> str:
    return both(f"原为 {before}", f"was {before}")


def _badges(answer: Mapping[str, Any]) -> str:
    """Size, colour, validity and channels in a word each."""
    found = []
    stated = answer.get("stated_m")
    if stated:
        off = max(abs(one - other) for one, other in zip(answer["size_m"], stated, strict=True))
        words = (f"尺寸相差 {off * 1000:.1f} mm", f"size off by {off * 1000:.1f} mm")
        found.append(_badge(off <= GOOD_M, *words))
    color = answer.get("fidelity", {}).get("material_delta_e")
    if color is not None:
        found.append(_badge(color <= 1, f"颜色 ΔE {color:.2f}", f"colour ΔE {color:.2f}"))
    for name, rows in answer.get("checks", {}).items():
        wrong = sum(not one["ok"] for one in rows)
        if name in ("structure", "validator"):
            zh, en = {"structure": ("结构", "structure"), "validator": ("校验器", "validator")}[name]
            found.append(
                _badge(
                    not wrong,
                    f"{zh}{'无误' if not wrong else f' {wrong} 项'}",
                    f"{en} {'sound' if not wrong else wrong}",
                )
            )
    return "".join(found)


def _badge(good: bool, zh: str, en: str) -> str:
    return f'<span class="badge{"" if good else " warn"}">{both(zh, en)}</span>'


def _turned(answer: Mapping[str, Any], pictures: Pictures | None) -> str:
    """The turntable: a stage for who has a script, strips for who has none and for paper."""
    if pictures is None:
        return ""
    count = len(pictures.before)
    rows = []
    for views, zh, en in ((pictures.before, "转换前", "before"), (pictures.after, "转换后", "after")):
        degrees = [round(place * 360 / count) for place in range(count)]
        shown = [
            picture(data, f"{zh}，{turn}°", f"{en}, {turn}°", size_px=TURN_PX)
            for data, turn in zip(views, degrees, strict=True)
        ]
        rows.append(f"<small>{both(zh, en)}</small><div>{''.join(shown)}</div>")
    what = both("左右拖动或按方向键旋转", "drag or press the arrow keys to turn")
    named = 'aria-label="Before and after" data-zh="转换前后对比" data-en="Before and after"'
    stage = f"""<div class="stage" tabindex="0" role="group" {named} style="--split:50%">
<img class="first" alt=""><img class="second" alt=""><span class="cut">{_ARROWS}</span>
<span class="side a">{both("转换前", "before")}</span><span class="side b">{both("转换后", "after")}</span></div>"""
    sliders = f"""<div class="sliders"><label>{both("旋转", "Turn")}
<input type="range" id="angle" min="0" max="{count - 1}" step="1" value="1"></label>
<label>{both("前后分界", "Divide")}<input type="range" id="split" min="0" max="100" value="50"></label></div>"""
    body = f'<div class="turn">{stage}{sliders}</div><div class="strip">{"".join(rows)}</div>'
    return section("turn", "转换前后", "Before and after", body, note=f'<small class="hint">{what}</small>')


def _foot(answer: Mapping[str, Any]) -> str:
    output = answer["outputs"][0]
    generator = escape(str(answer.get("generator", "arkit")))
    name = escape(PurePath(output["path"]).name)
    return f"<footer><span>{name}</span><span>sha256 {output['sha256']}</span><span>{generator}</span></footer>"


__all__ = ["report_page"]
