from __future__ import annotations

import pytest

from arkit.errors import NotFoundError
from server.errors import ConflictError
from server.mall.rules import ENTRANCE_M, SEATS
from server.mall.state import Event, Joining, Leaving, Looking, MallSession, Moving, apply

ANNA = Joining("a", "Anna", "#a2253b")
BO = Joining("b", "Bo", "#1f6f54")


def after(*events: Event) -> MallSession:
    session = MallSession("room")
    for event in events:
        session = apply(session, event)
    return session


def test_joining_and_leaving() -> None:
    session = after(ANNA, BO)
    assert list(session.members) == ["a", "b"]
    assert session.members["a"].position == ENTRANCE_M and session.members["a"].sku is None
    assert list(apply(session, Leaving("a")).members) == ["b"]


def test_every_change_is_one_version_and_leaves_the_old_session_untouched() -> None:
    before = after(ANNA)
    moved = apply(before, Moving("a", (1.0, 0.0, -2.0), 0.5))
    assert (before.version, moved.version) == (1, 2)
    assert before.members["a"].position == ENTRANCE_M
    assert (moved.members["a"].position, moved.members["a"].yaw_rad) == ((1.0, 0.0, -2.0), 0.5)
    with pytest.raises(TypeError):
        moved.members["z"] = moved.members["a"]  # type: ignore[index]


def test_looking_at_a_product_and_away() -> None:
    session = after(ANNA, Looking("a", "lund-chair"))
    assert session.members["a"].sku == "lund-chair"
    assert apply(session, Looking("a", None)).members["a"].sku is None


@pytest.mark.parametrize("event", [Leaving("x"), Moving("x", (0.0, 0.0, 0.0), 0.0), Looking("x", None)])
def test_who_is_not_inside_can_do_nothing(event: Event) -> None:
    with pytest.raises(NotFoundError):
        apply(after(ANNA), event)


def test_the_last_seat_goes_once() -> None:
    full = after(*(Joining(str(number), "Guest", "#000000") for number in range(SEATS)))
    with pytest.raises(ConflictError) as refused:
        apply(full, ANNA)
    assert refused.value.facts == {"seats": SEATS}
    assert "a" in apply(apply(full, Leaving("0")), ANNA).members


def test_nobody_joins_twice() -> None:
    with pytest.raises(ConflictError):
        apply(after(ANNA), ANNA)
