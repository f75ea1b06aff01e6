import pytest

from arkit.errors import CheckError
from arkit.look import Look, Makeup, look_from_json, look_to_json


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
