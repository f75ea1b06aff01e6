"""A friend walks into a mall room and says hello. Needs a running shop: make demo, or arkit serve.

python examples/08_mall.py http://127.0.0.1:8080
"""

import json
import sys
import urllib.request

from websockets.sync.client import connect

shop = sys.argv[1]
request = urllib.request.Request(f"{shop}/api/mall", method="POST", headers={"Origin": shop})
with urllib.request.urlopen(request) as answer:
    code = json.load(answer)["code"]

with connect(f"{shop.replace('http', 'ws', 1)}/ws/mall/{code}", subprotocols=["mall.v1"]) as mall:
    mall.send(json.dumps({"type": "join", "name": "Ann", "color": "#2E6B4F"}))
    welcome = json.loads(mall.recv())
    mall.send(json.dumps({"type": "pose", "position": [0, 0, 2], "yaw_rad": 0.5}))
    mall.send(json.dumps({"type": "chat", "text": "你好"}))
    while (message := json.loads(mall.recv(timeout=5)))["type"] != "chat":
        pass
    print(f"{shop}/mall/{code}: {message['name']} says {message['text']}; {len(welcome['members'])} inside")
