from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidHandshake, NegotiationError
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_socket
from websockets.typing import Subprotocol

from server.asgi import create_asgi
from server.contract import CHAT_MAX
from server.contract_mall import MALL_VERSION
from server.mall import socket as mall_socket
from server.mall.rooms import Client, Rooms
from server.mall.rules import CHAT_BURST, MESSAGE_BYTES, SEATS, STRIKES, WAITING_MESSAGES
from server.mall.state import Moving
from tests.server.shop import Shop

CODE = "bako-timu-rafe-sodi"


@dataclass(frozen=True)
class Mall:
    """A served shop and the port it listens on."""

    shop: Shop
    port: int
    server: uvicorn.Server

    def soon(self, call: Callable[..., object], *arguments: object) -> None:
        """Call something in the server's event loop."""
        self.server.servers[0].get_loop().call_soon_threadsafe(call, *arguments)

    def connect(self, code: str = CODE, *, protocol: str = MALL_VERSION, **options: Any) -> ClientConnection:
        """Open a socket to a room."""
        protocols = [Subprotocol(protocol)] if protocol else None
        return open_socket(f"ws://127.0.0.1:{self.port}/ws/mall/{code}", subprotocols=protocols, **options)


@pytest.fixture
def mall(make_shop: Callable[..., Shop]) -> Iterator[Mall]:
    shop = make_shop(workers=0)
    listening = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(create_asgi(shop.config, shop.services), log_config=None, ws_max_size=4 * MESSAGE_BYTES)
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield Mall(shop, listening.getsockname()[1], server)
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def say(session: ClientConnection, **message: Any) -> None:
    session.send(json.dumps(message))


def join(session: ClientConnection, name: str) -> dict[str, Any]:
    say(session, type="join", name=name, color="#a2253b")
    return hear(session, "welcome")


def hear(session: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this type; what comes before is not asked for."""
    for _ in range(200):
        message: dict[str, Any] = json.loads(session.recv(timeout=5))
        if message["type"] == kind:
            return message
    raise AssertionError(f"no {kind}")


def test_two_visitors_see_hear_and_lose_each_other(mall: Mall) -> None:
    with mall.connect() as anna:
        me = join(anna, "Anna")
        assert [member["name"] for member in me["members"]] == ["Anna"]
        with mall.connect() as bo:
            you = join(bo, "Bo")
            assert [member["name"] for member in you["members"]] == ["Anna", "Bo"]
            assert hear(anna, "joined")["member"]["id"] == you["you"]
            say(bo, type="pose", position=[1, 0, -2], yaw_rad=0.5)
            poses = {member["id"]: member for member in hear(anna, "poses")["members"]}
            assert poses[you["you"]]["position"] == [1.0, 0.0, -2.0]
            assert poses[me["you"]]["position"] == [0.0, 0.0, 0.0]
            say(bo, type="look", sku="lund-chair")
            assert hear(anna, "looked")["sku"] == "lund-chair"
            say(anna, type="chat", text="<script>你好</script>")
            for one in (anna, bo):
                heard = hear(one, "chat")
                assert (heard["sender"], heard["name"], heard["text"]) == (me["you"], "Anna", "<script>你好</script>")
            assert mall.shop.client.get(f"/api/mall/{CODE}").json == {"code": CODE, "members": 2, "seats": SEATS}
        assert hear(anna, "left")["id"] == you["you"]


def test_a_late_visitor_receives_the_present(mall: Mall) -> None:
    with mall.connect() as anna, mall.connect() as bo:
        join(anna, "Anna")
        say(anna, type="pose", position=[3, 0, 1], yaw_rad=1)
        say(anna, type="look", sku="oslo-sofa")
        hear(anna, "looked")
        member = join(bo, "Bo")["members"][0]
        assert (member["position"], member["yaw_rad"], member["sku"]) == ([3.0, 0.0, 1.0], 1.0, "oslo-sofa")


def test_rooms_do_not_hear_each_other_and_empty_ones_are_forgotten(mall: Mall) -> None:
    code = mall.shop.client.post("/api/mall").json["code"]
    rooms = mall.shop.services.mall.open
    with mall.connect() as anna, mall.connect(code) as bo:
        join(anna, "Anna")
        assert len(join(bo, "Bo")["members"]) == 1
        assert set(rooms) == {CODE, code}
    for _ in range(100):
        time.sleep(0.02)
        if not rooms:
            break
    assert not rooms


@pytest.mark.parametrize("protocol", ["", "mall.v0"])
def test_another_version_is_refused_at_the_door(mall: Mall, protocol: str) -> None:
    with pytest.raises((InvalidHandshake, NegotiationError)), mall.connect(protocol=protocol):
        pass


def test_other_sites_and_wrong_codes_are_refused_at_the_door(mall: Mall) -> None:
    with pytest.raises(InvalidHandshake), mall.connect(origin="https://evil.example"):
        pass
    with pytest.raises(InvalidHandshake), mall.connect("nonsense"):
        pass
    with mall.connect(origin=f"http://127.0.0.1:{mall.port}") as anna:
        join(anna, "Anna")


@pytest.mark.parametrize(
    "text",
    ["not json", '{"type": "pose", "position": [NaN, 0, 0], "yaw_rad": 0}', "x" * 5000, '{"type": "chat", "text": ""}'],
)
def test_a_bad_message_gets_a_sentence_and_changes_nothing(mall: Mall, text: str) -> None:
    with mall.connect() as anna:
        join(anna, "Anna")
        anna.send(text)
        problem = hear(anna, "error")
        assert problem["code"] == "check" and problem["message"]
        say(anna, type="chat", text="still here")
        assert hear(anna, "chat")["text"] == "still here"


def test_binary_is_refused_with_a_sentence(mall: Mall) -> None:
    with mall.connect() as anna:
        anna.send(b"\x00\x01")
        assert "binary" in hear(anna, "error")["message"]


def test_a_huge_frame_closes_its_sender_only(mall: Mall) -> None:
    with mall.connect() as anna, mall.connect() as bo:
        join(anna, "Anna")
        join(bo, "Bo")
        bo.send("x" * 1_000_000)
        with pytest.raises(ConnectionClosed) as closed:
            hear(bo, "never")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009
        hear(anna, "left")


def test_who_never_reads_delays_nobody_and_is_let_go(mall: Mall) -> None:
    """The field's trap: one client that stops reading must not stop the room, even with every buffer full."""
    with (
        mall.connect() as anna,
        mall.connect() as bo,
        mall.connect(max_queue=1, compression=None, close_timeout=0.1) as sleeper,
    ):
        join(anna, "Anna")
        join(bo, "Bo")
        asleep = mall.shop.services.mall.open[CODE].clients[join(sleeper, "Sleeper")["you"]]
        for _ in range(WAITING_MESSAGES // 2):
            mall.soon(asleep.put, "x" * 200_000)
        for step in range(3):
            say(anna, type="chat", text=f"line {step}")
            say(bo, type="pose", position=[step, 0, 0], yaw_rad=0)
            assert hear(bo, "chat")["text"] == f"line {step}"
            assert hear(anna, "poses")["members"]
        assert asleep.line
        for _ in range(WAITING_MESSAGES):
            mall.soon(asleep.put, "x")
        assert hear(anna, "left")["id"] == asleep.id


def test_who_keeps_sending_nonsense_is_shown_out(mall: Mall) -> None:
    with mall.connect() as anna:
        for _ in range(STRIKES):
            anna.send("nonsense")
        for _ in range(STRIKES):
            assert hear(anna, "error")["code"] == "check"
        with pytest.raises(ConnectionClosed) as closed:
            anna.recv(timeout=5)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


def test_nothing_before_join_and_join_only_once(mall: Mall) -> None:
    with mall.connect() as anna:
        say(anna, type="chat", text="hello?")
        assert "join" in hear(anna, "error")["message"]
        join(anna, "Anna")
        say(anna, type="join", name="Anna again", color="#000000")
        assert "already" in hear(anna, "error")["message"]


def test_who_does_not_join_in_time_must_go(mall: Mall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mall_socket, "JOIN_WITHIN_S", 0.05)
    with mall.connect() as anna, pytest.raises(ConnectionClosed):
        anna.recv(timeout=5)


def test_chat_has_a_pace(mall: Mall) -> None:
    with mall.connect() as anna:
        join(anna, "Anna")
        for _ in range(int(CHAT_BURST) + 1):
            say(anna, type="chat", text="x" * CHAT_MAX)
        assert hear(anna, "error")["code"] == "rate"


def test_the_room_is_full_at_its_seats(mall: Mall) -> None:
    for number in range(SEATS):
        mall.shop.services.mall.enter(CODE, Client(str(number)), name="Guest", color="#000000")
    with mall.connect() as anna:
        say(anna, type="join", name="Anna", color="#000000")
        problem = hear(anna, "error")
        assert problem["code"] == "conflict" and problem["facts"] == {"seats": SEATS}


def test_a_slow_reader_keeps_only_the_newest_poses_and_delays_nobody() -> None:
    rooms, slow, fast = Rooms(), Client("slow"), Client("fast")
    room = rooms.enter(CODE, slow, name="Slow", color="#000000")
    rooms.enter(CODE, fast, name="Fast", color="#000000")

    async def read(client: Client) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(client.next(), 1))
        return message

    async def play() -> None:
        assert (await read(slow))["type"] == "joined"
        for step in range(1, 1001):
            room.apply(Moving("fast", (step / 100, 0.0, 0.0), 0.0))
            rooms.tick(float(step))
            assert (await read(fast))["time_s"] == step
        newest = await read(slow)
        assert newest["time_s"] == 1000 and not slow.line and slow.poses is None

    asyncio.run(play())


def test_a_reader_that_lets_too_much_pile_up_is_let_go() -> None:
    rooms, slow = Rooms(), Client("slow")
    room = rooms.enter(CODE, slow, name="Slow", color="#000000")
    for number in range(WAITING_MESSAGES + 1):
        guest = Client(str(number))
        rooms.enter(CODE, guest, name="Guest", color="#000000")
        rooms.leave(room, guest)
    assert slow.overflow.is_set()
    assert len(slow.line) == WAITING_MESSAGES


def test_a_still_room_sends_nothing() -> None:
    rooms, client = Rooms(), Client("a")
    rooms.enter(CODE, client, name="A", color="#000000")
    rooms.tick(1.0)
    assert client.poses is None
