from __future__ import annotations

from collections.abc import Callable

import pytest

from arkit import errors as arkit_errors
from arkit.errors import ArkitError
from server import errors
from server.errors import STATUS
from tests.server.shop import Shop


def subclasses(kind: type[ArkitError]) -> set[type[ArkitError]]:
    found = {kind}
    for below in kind.__subclasses__():
        found |= subclasses(below)
    return found


def test_every_error_has_a_status() -> None:
    known = [kind for kind in subclasses(ArkitError) if kind.__module__ in (arkit_errors.__name__, errors.__name__)]
    assert len(known) >= 12
    assert {kind.code for kind in known} <= set(STATUS)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("PUT", "/api/products", 405, "method"),
        ("POST", "/api/session", 422, "check"),
        ("GET", "/api/jobs/xyz", 422, "check"),
    ],
)
def test_api_refusals_have_one_shape(shop: Shop, method: str, path: str, status: int, code: str) -> None:
    answer = shop.client.open(path, method=method)
    assert answer.status_code == status
    assert set(answer.json) == {"error"} and set(answer.json["error"]) == {"code", "message", "facts"}
    assert answer.json["error"]["code"] == code


def test_a_broken_view_says_nothing_of_us(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> str:
        raise RuntimeError("secret inside")

    shop.app.add_url_rule("/api/broken", view_func=broken)
    answer = shop.client.get("/api/broken")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert "secret inside" in caplog.text


def test_people_get_a_page_with_one_way_on(shop: Shop) -> None:
    answer = shop.client.get("/no/such/page")
    assert answer.status_code == 404
    assert answer.content_type.startswith("text/html") and 'href="/"' in answer.text


def test_every_answer_carries_the_security_headers(make_shop: Callable[..., Shop]) -> None:
    client = make_shop().client
    for path in ("/healthz", "/api/products", "/api/nothing"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "'unsafe-eval'" not in headers["Content-Security-Policy"]
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_hashed_files_of_the_viewer_may_be_kept_for_ever(shop: Shop) -> None:
    shop.app.add_url_rule("/static/viewer/assets/main-1a2b3c4d.js", view_func=lambda: "x", endpoint="hashed")
    missing = shop.client.get("/static/viewer/assets/none-1a2b3c4d.js")
    assert missing.status_code == 404 and "immutable" not in missing.headers.get("Cache-Control", "")
    found = shop.client.get("/static/viewer/assets/main-1a2b3c4d.js")
    assert found.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_body_that_nests_without_end_is_a_bad_request(shop: Shop) -> None:
    answer = shop.client.post("/api/session", data=b"[" * 50_000, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"]["code"] == "request"
