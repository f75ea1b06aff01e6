"""The demo's page: pictures and figures in both languages, one HTML file beside the pictures."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from arkit.cli.demo.figures import Figure, bound_text, number

TEMPLATE = Path(__file__).with_name("page.html")
SECTIONS = (
    ("Placed at true size · 按真实尺寸摆放", "place-"),
    ("Does it fit · 放得下吗", "fit-"),
    ("Worn at true size · 按真实尺寸试戴", "tryon-"),
    ("Lipstick mixed in linear light · 线性光中调和的口红", "lips-"),
)


def write_page(out: Path, figures: list[Figure], captions: dict[str, str]) -> Path:
    """Write `out/index.html` from the pictures in `out` and the figures.

    Args:
        captions: words under a picture by its name without suffix.
    """
    pictures = sorted(out.glob("*.png"))
    sections = [(heading, [path for path in pictures if path.stem.startswith(prefix)]) for heading, prefix in SECTIONS]
    template = Environment(autoescape=True).from_string(TEMPLATE.read_text(encoding="utf-8"))
    html = template.render(sections=sections, figures=figures, captions=captions, number=number, bound_text=bound_text)
    path = out / "index.html"
    path.write_text(html, encoding="utf-8")
    return path


__all__ = ["write_page"]
