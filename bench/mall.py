"""One mall room: how long a step takes to be seen, by two friends alone and among bots. Loopback, 10 s at most.

python bench/mall.py
"""

from __future__ import annotations

import json
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from arkit.cli.demo.friends import meet
from arkit.cli.demo.serving import Shop

BOTS = (0, 10, 40)


def drain(bot: object) -> None:
    """Read what comes until the connection ends, as a browser would."""
    try:
        for _ in bot:  # type: ignore[attr-defined]
            pass
    except ConnectionClosed:
        pass


with tempfile.TemporaryDirectory() as folder:
    shop = Shop("127.0.0.1", 8098, Path(folder), Path(folder, "log"), workers=0)
    try:
        shop.wait_ready()
        print(f"{'others in the room':20}{'median ms':>12}{'p95 ms':>10}")
        for count in BOTS:
            code = shop.post("/api/mall")["code"]
            url = f"{shop.url.replace('http', 'ws', 1)}/ws/mall/{code}"
            with ExitStack() as stack:
                for number in range(count):
                    bot = stack.enter_context(connect(url, subprotocols=[Subprotocol("mall.v1")]))
                    bot.send(json.dumps({"type": "join", "name": f"Bot {number}", "color": "#888888"}))
                    threading.Thread(target=drain, args=(bot,), daemon=True).start()
                meeting = meet(shop.url, code)
            print(f"{count:<20}{meeting.median_ms:12.1f}{meeting.p95_ms:10.1f}")
    finally:
        shop.stop()
