from __future__ import annotations

import pytest

from server.contract import CHAT_MAX, NAME_MAX
from server.contract_mall import Chat, Join, Look, Pose
from server.errors import CheckError
from server.mall.rules import bucket, is_code, new_code, parse_message


def test_codes_are_readable_many_and_recognised() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(is_code(code) for code in codes)
    assert not any(is_code(text) for text in ("", "../x", "bako", "BAKO-timu-rafe-sodi", "bako-timu-rafe-sodi\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"type": "join", "name": " Anna ", "color": "#A2253B"}', Join(name="Anna", color="#A2253B")),
        ('{"type": "pose", "position": [1, 0, -2.5], "yaw_rad": 3}', Pose(position=(1.0, 0.0, -2.5), yaw_rad=3.0)),
        ('{"type": "chat", "text": "<b>你好</b>"}', Chat(text="<b>你好</b>")),
        ('{"type": "look", "sku": null}', Look(sku=None)),
    ],
)
def test_what_is_right_is_heard(text: str, expected: object) -> None:
    assert parse_message(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"type": "fly"}',
        '{"type": "pose", "position": [NaN, 0, 0], "yaw_rad": 0}',
        '{"type": "pose", "position": [1e999, 0, 0], "yaw_rad": 0}',
        '{"type": "pose", "position": [501, 0, 0], "yaw_rad": 0}',
        '{"type": "pose", "position": [0, 0], "yaw_rad": 0}',
        '{"type": "pose", "position": [0, 0, 0], "yaw_rad": Infinity}',
        '{"type": "pose", "position": [0, 0, 0], "yaw_rad": 0, "more": 1}',
        '{"type": "join", "name": "  ", "color": "#000000"}',
        '{"type": "join", "name": "' + "x" * (NAME_MAX + 1) + '", "color": "#000000"}',
        '{"type": "join", "name": "Anna", "color": "red;background:url(x)"}',
        '{"type": "chat", "text": "' + "x" * (CHAT_MAX + 1) + '"}',
        '{"type": "look", "sku": "../../etc"}',
        "[" * 5000,
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(CheckError) as refused:
        parse_message(text)
    assert refused.value.message


def test_a_bucket_empties_and_refills() -> None:
    speech = bucket(rate=1.0, burst=2.0, now_s=0.0)
    assert [speech.take(0.0) for _ in range(3)] == [True, True, False]
    assert not speech.take(0.5)
    assert speech.take(1.1)
    assert [speech.take(100.0) for _ in range(3)] == [True, True, False]
