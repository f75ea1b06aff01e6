"""What kind of thing it is tells which end is up and which side is the front.

Each rule looks at one View and answers witnesses in nats (see witnesses.py). The number in each rule is what the demo
product and the models of other makers measure, so that a reader sees how far the threshold stands from them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from arkit.transforms.reading.ways import View
from arkit.transforms.reading.witnesses import Witness

Rule = Callable[[View], list[Witness]]
_SEATS, _ROUND = ("sofa", "armchair", "chair"), 0.2
# Longest side, metres, of what is sold under a name. Furniture: EN 1335-1 and ISO 5970 (seats), EN 15372 (tables),
# EN 14749 (storage), with the trade's largest pieces; glasses: ISO 8624 boxed sizes with 120…160 mm temples; hats:
# EN 13402-3 heads 0.49…0.64 m round with brims; pictures and rugs: trade sizes; bottles: 2 cl to 3 l.
RANGES_M: dict[str, tuple[float, float]] = {
    "sofa": (1.0, 5.0),
    "armchair": (0.5, 1.6),
    "chair": (0.35, 1.5),
    "table": (0.3, 5.0),
    "lamp": (0.12, 2.6),
    "shelf": (0.2, 4.0),
    "rug": (0.4, 8.0),
    "picture": (0.08, 4.0),
    "glasses": (0.10, 0.19),
    "sunglasses": (0.10, 0.19),
    "hat": (0.15, 0.70),
    "earrings": (0.003, 0.15),
    "bottle": (0.05, 0.60),
    "lipstick": (0.03, 0.15),
    "decor": (0.02, 3.0),
}


def kind_witnesses(view: View, kind: str) -> list[Witness]:
    """What a product's kind says of one way to stand; nothing for a kind without rules."""
    return [one for rule in RULES.get(kind, ()) for one in rule(view)]


def _say(who: str, off: float, scale: float, weight: float, yes: str, no: str) -> list[Witness]:
    """A witness whose weight grows with `off`, full at `scale`; silent near 0."""
    if abs(off) < 0.1 * scale:
        return []
    return [Witness(who, yes if off > 0 else no, round(weight * float(np.clip(off / scale, -1, 1)), 2))]


def _backrest(view: View) -> list[Witness]:
    """The upper quarter lies behind the middle: z 0.14…0.32 in five seats."""
    upper = view.mean_where(1, 0.75, 1.0)
    off = 0.0 if upper is None else 0.5 - float(upper[2])
    return _say("back", off, 0.12, 4.0, "its back rises behind the seat", "its tall side is not behind")


def _seat(view: View) -> list[Witness]:
    """Seen from above the seat lies deep (0.32…0.38 of the height); upside down its back makes it fall over."""
    upper, lower = view.width_where(0.85, 1.0), view.width_where(0.0, 0.15)
    return _say("seat", lower - upper, 0.25, 1.5, "it is wider below than above", "it is wider above than below")


def _feet(view: View) -> list[Witness]:
    """Furniture touches the floor with less than its top shows: 0.01 against 0.09…0.12 (sofa, armchair, shelf)."""
    _, above = view.relief(1, 1)
    _, below = view.relief(1, -1)
    off = float(np.log((above + 0.01) / (below + 0.01)))
    return _say("feet", off, 1.5, 2.0, "it touches the floor with feet", "its feet point up")


def _top(view: View) -> list[Witness]:
    """A table is flat above (0.96 of what is seen is foremost) and hollow below (0.12)."""
    _, above = view.relief(1, 1)
    _, below = view.relief(1, -1)
    return _say("top", above - below, 0.3, 4.0, "its flat top is above", "its flat top is below")


def _shade(view: View) -> list[Witness]:
    """A lamp's shade, most of its surface, is above (mean height 0.78 of a floor lamp)."""
    off = float(view.places[:, 1].mean()) - 0.5
    return _say("shade", off, 0.15, 2.5, "most of its surface, the shade, is above", "its shade is below")


def _neck(view: View) -> list[Witness]:
    """A bottle and a lipstick are narrower above: 0.40 and 0.50 against 1.0."""
    upper, lower = view.width_where(0.88, 1.0), view.width_where(0.0, 0.12)
    return _say("neck", lower - upper, 0.3, 4.0, "it is narrower above", "it is narrower below")


def _crown(view: View) -> list[Witness]:
    """In a hat's middle there is only the crown: its surface lies high there (0.9), and the brim is wider below."""
    middle = np.linalg.norm(view.places[:, [0, 2]] - 0.5, axis=1) < _ROUND
    off = float(view.places[middle, 1].mean()) - 0.5 if middle.any() else 0.0
    return _say("crown", off, 0.2, 4.0, "it is closed above and open below", "it is open above")


def _pile(view: View) -> list[Witness]:
    """A rug lies flat below (0.93 of what is seen is foremost) and is carved above (0.10)."""
    _, above = view.relief(1, 1)
    _, below = view.relief(1, -1)
    return _say("pile", below - above, 0.3, 3.0, "its even side is below", "its even side is above")


def _painted_up(view: View) -> list[Witness]:
    painted = view.solid.painted[view.chosen]
    off = float(view.normals[painted, 1].mean()) if painted.any() else 0.0
    return _say("picture", off, 0.3, 1.5, "its picture looks up", "its picture looks down")


def _painted_front(view: View) -> list[Witness]:
    """What carries a picture looks forward: mean z 0.48 of a framed print, 0.20 of a bottle with two labels."""
    painted = view.solid.painted[view.chosen]
    off = float(view.normals[painted, 2].mean()) if painted.any() else 0.0
    return _say("picture", off, 0.15, 3.0, "its picture faces forward", "its picture faces backward")


def _image_up(view: View) -> list[Witness]:
    """A print or a label stands upright: the top of its picture is up in 1.0 of the painted surface."""
    painted = view.solid.painted[view.chosen]
    if not painted.any():
        return []
    up = (view.solid.image_up[view.chosen] @ view.turn.T)[painted, 1]
    return _say("picture", float(up.mean()), 0.4, 3.0, "its picture stands upright", "its picture is upside down")


def _open_front(view: View) -> list[Witness]:
    """A shelf is open in front (what is seen lies 0.20 deep) and closed behind (0.04)."""
    off = view.relief(2, 1)[0] - view.relief(2, -1)[0]
    return _say("opening", off, 0.1, 3.0, "it is open in front", "it is open behind")


def _flat_back(view: View) -> list[Witness]:
    """A picture's frame stands out in front (0.44 deep before the print) and is even behind (0.09)."""
    off = view.relief(2, 1)[0] - view.relief(2, -1)[0]
    return _say("frame", off, 0.2, 1.0, "its frame stands out in front", "its frame stands out behind")


def _lenses(view: View) -> list[Witness]:
    """Most of a pair of glasses is in front (mean z 0.78…0.84); temples lead back."""
    off = float(view.places[:, 2].mean()) - 0.5
    return _say("lenses", off, 0.15, 4.0, "lenses in front, temples behind", "its temples lead forward")


def _temple_tips(view: View) -> list[Witness]:
    """Temples bend down behind the ears."""
    tips, middle = view.mean_where(2, 0.0, 0.08), view.mean_where(2, 0.35, 0.6)
    if tips is None or middle is None:
        return []
    off = float(middle[1] - tips[1])
    return _say("temples", off, 0.25, 3.0, "its temples bend down behind", "its temples bend up behind")


def _drop(view: View) -> list[Witness]:
    """An earring hangs: narrow where it is hooked (0.3 wide above, 0.8 below), heavier below (mean height 0.35)."""
    off = 0.5 - float(view.places[:, 1].mean())
    wide = view.width_where(0.0, 0.2) - view.width_where(0.8, 1.0)
    return _say("drop", off, 0.12, 2.0, "its weight hangs below", "its weight is above") + _say(
        "hook", wide, 0.3, 1.5, "its hook is above", "its hook is below"
    )


RULES: dict[str, tuple[Rule, ...]] = {
    **dict.fromkeys(_SEATS, (_backrest, _seat, _feet)),
    "table": (_top,),
    "lamp": (_shade,),
    "shelf": (_open_front, _feet),
    "rug": (_pile, _painted_up),
    "picture": (_painted_front, _image_up, _flat_back),
    "glasses": (_lenses, _temple_tips),
    "sunglasses": (_lenses, _temple_tips),
    "hat": (_crown,),
    "earrings": (_drop,),
    "bottle": (_neck, _painted_front, _image_up),
    "lipstick": (_neck,),
}


__all__ = ["RANGES_M", "kind_witnesses"]
