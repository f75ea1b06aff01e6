import json

import pytest

from arkit.errors import CheckError
from arkit.look import SETTINGS, Look, Makeup, look_from_json, look_to_json, setting


def test_a_look_survives_its_json() -> None:
    look = Look(wear=("aria-round",), makeup=(Makeup("lips", "#A2253B", "gloss", 0.8),))
    assert look_from_json(look_to_json(look)) == look


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        '{"makeup": [{"region": "lips", "color": "red"}]}',
        '{"makeup": [{"region": "lips", "color": "#112233", "finish": "neon"}]}',
        '{"makeup": [{"region": "lips", "color": "#112233", "strength": 2}]}',
        '{"makeup": [{"colour": "#112233"}]}',
        "[]",
        '{"wear": "aria-round"}',
        '{"wear": [1]}',
        "[" * 100_000,
    ],
)
def test_a_wrong_look_is_refused(text: str) -> None:
    with pytest.raises(CheckError, match="expected"):
        look_from_json(text)


FULL = Look(
    makeup=(
        Makeup("eyeshadow", "#A8714E", "shimmer", 0.8, colors=("#45262A", "#F0DAC0")),
        Makeup("eyeliner", "#15110F", thickness_mm=1.5, wing=0.5, lids="both"),
        Makeup("mascara", "#0F0C0B", length_mm=10.0, curl=0.4, density=0.9),
        Makeup("brows", "#35261C", density=0.3),
        Makeup("iris", "#4F7FA0", strength=0.4),
    )
)


def test_every_setting_survives_its_json_and_what_is_unsaid_stays_unsaid() -> None:
    text = look_to_json(FULL)
    assert look_from_json(text) == FULL
    assert look_to_json(look_from_json(text)) == text
    assert "thickness_mm" not in look_to_json(Look(makeup=(Makeup("blush", "#CC6677"),)))


def test_a_setting_that_is_unsaid_has_its_usual_value() -> None:
    assert setting(Makeup("eyeliner", "#111111"), "thickness_mm") == SETTINGS["eyeliner"]["thickness_mm"][2]
    assert setting(Makeup("eyeliner", "#111111", thickness_mm=2), "thickness_mm") == 2.0


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"region": "cheeks", "color": "#112233"}, "expected one of foundation"),
        ({"region": "blush", "color": "#112233", "finish": "gloss"}, "for blush"),
        ({"region": "blush", "color": "#112233", "wing": 0.5}, "takes none"),
        ({"region": "mascara", "color": "#112233", "wing": 0.5}, "takes length_mm, curl, density"),
        ({"region": "eyeliner", "color": "#112233", "thickness_mm": 9}, "0.3 to 4"),
        ({"region": "eyeliner", "color": "#112233", "thickness_mm": True}, "0.3 to 4"),
        ({"region": "eyeliner", "color": "#112233", "lids": "left"}, "upper, lower, both"),
        ({"region": "blush", "color": "#112233", "lids": "upper"}, "eyeliner or mascara"),
        ({"region": "eyeshadow", "color": "#112233", "colors": ["#1", "#112233"]}, "#RRGGBB"),
        ({"region": "eyeshadow", "color": "#112233", "colors": ["#112233"] * 3}, "at most 2"),
        ({"region": "lips", "color": "#112233", "colors": ["#112233"]}, "at most 0"),
        ({"region": "lips", "color": "#112233", "strength": "much"}, "0 to 1"),
        ({"region": "eyeshadow", "color": "#112233", "colors": "#112233"}, "colors"),
        ("lips", "make-up 'lips'"),
    ],
)
def test_wrong_make_up_is_told_in_a_clear_sentence(entry: object, says: str) -> None:
    with pytest.raises(CheckError, match=says.replace("(", ".")):
        look_from_json(json.dumps({"makeup": [entry]}))
