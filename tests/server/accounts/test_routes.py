from __future__ import annotations

import stat

from server.accounts.store import first_key
from tests.server.shop import Shop


def test_a_key_opens_a_session_with_a_guarded_cookie(shop: Shop) -> None:
    key = shop.services.keys.create("Lund")
    client = shop.client
    answer = client.post("/api/session", json={"key": key})
    assert answer.json == {"name": "Lund"}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and key not in cookie
    assert client.get("/api/session").json == {"name": "Lund"}
    assert client.delete("/api/session").status_code == 204
    assert client.get("/api/session").status_code == 401


def test_wrong_keys_are_401_and_say_the_same(shop: Shop) -> None:
    key = shop.services.keys.create("Lund")
    wrong = [key[:-1] + ("a" if key[-1] != "a" else "b"), key.replace("ak_", "ak_zz"), "", "ak_"]
    answers = [shop.client.post("/api/session", json={"key": text}) for text in wrong]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.json["error"]["message"] for answer in answers}) == 1


def test_a_bearer_key_works_and_a_withdrawn_one_does_not(shop: Shop) -> None:
    key = shop.services.keys.create("Lund")
    headers = {"Authorization": f"Bearer {key}"}
    assert shop.client.get("/api/jobs", headers=headers).status_code == 200
    client = shop.client
    client.post("/api/session", json={"key": key})
    shop.services.keys.withdraw(shop.services.keys.check(key))
    assert shop.client.get("/api/jobs", headers=headers).status_code == 401
    assert client.get("/api/jobs").status_code == 401


def test_another_sites_page_is_refused(shop: Shop) -> None:
    client = shop.signed_in()
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = client.delete("/api/session", headers=headers)
        assert answer.status_code == 403, headers
    assert client.delete("/api/session", headers={"Origin": "http://localhost"}).status_code == 204


def test_sign_in_is_rate_limited(make_shop) -> None:  # type: ignore[no-untyped-def]
    client = make_shop(rate_limits=True).client
    answers = [client.post("/api/session", json={"key": "x"}) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert answers[-1].json["error"]["code"] == "rate"


def test_the_first_key_is_made_once_and_kept_for_its_owner_only(shop: Shop) -> None:
    path = shop.config.data_dir / "studio.key"
    key = first_key(shop.services.keys, path)
    assert key is not None and path.read_text().strip() == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first_key(shop.services.keys, path) is None
    database = b"".join(part.read_bytes() for part in shop.config.data_dir.glob("arkit.sqlite*"))
    assert key.encode() not in database


def test_the_session_secret_is_kept_and_private(shop: Shop) -> None:
    path = shop.config.data_dir / "session.secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert shop.config.secret == path.read_text().strip()
    assert shop.config.secret not in repr(shop.config)
