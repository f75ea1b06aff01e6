from __future__ import annotations

from pathlib import Path

import pytest

from arkit.errors import CheckError, NotFoundError
from server.files import FileStore
from tests.server.shop import Shop

DATA = bytes(range(256)) * 10


@pytest.fixture
def url(shop: Shop, tmp_path: Path) -> str:
    (tmp_path / "chair.glb").write_bytes(DATA)
    return f"/files/{shop.services.files.put(tmp_path / 'chair.glb')}/chair.glb"


def test_a_file_comes_whole_and_may_be_kept_for_ever(shop: Shop, url: str) -> None:
    answer = shop.client.get(url, buffered=True)
    assert answer.data == DATA
    assert answer.content_type == "model/gltf-binary"
    assert answer.headers["ETag"] == f'"{url.split("/")[2]}"'
    directives = set(answer.headers["Cache-Control"].split(", "))
    assert directives == {"public", "max-age=31536000", "immutable"}


def test_a_known_etag_is_304(shop: Shop, url: str) -> None:
    etag = shop.client.get(url, buffered=True).headers["ETag"]
    answer = shop.client.get(url, headers={"If-None-Match": etag}, buffered=True)
    assert answer.status_code == 304 and answer.data == b""
    assert shop.client.get(url, headers={"If-None-Match": '"other"'}, buffered=True).status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-9", 0, 10), ("bytes=2550-", 2550, 2560), ("bytes=-4", 2556, 2560)]
)
def test_a_range_is_206(shop: Shop, url: str, asked: str, start: int, end: int) -> None:
    answer = shop.client.get(url, headers={"Range": asked}, buffered=True)
    assert answer.status_code == 206
    assert answer.data == DATA[start:end]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(DATA)}"


def test_a_range_past_the_end_is_416(shop: Shop, url: str) -> None:
    assert shop.client.get(url, headers={"Range": "bytes=9999-"}, buffered=True).status_code == 416


def test_if_range_with_another_etag_gives_the_whole(shop: Shop, url: str) -> None:
    answer = shop.client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}, buffered=True)
    assert answer.status_code == 200 and answer.data == DATA


@pytest.mark.parametrize("path", ["/files/zz/a.glb", f"/files/{'0' * 64}/a.glb", "/files/..%2f..%2fetc/passwd"])
def test_what_is_not_there_is_refused(shop: Shop, path: str) -> None:
    assert shop.client.get(path).status_code in (404, 422)


def test_a_name_of_an_unknown_kind_is_refused(shop: Shop, url: str) -> None:
    assert shop.client.get(url.replace(".glb", ".html")).status_code == 404


def test_put_is_the_same_twice_and_leaves_nothing_beside(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    (tmp_path / "a").write_bytes(b"same")
    (tmp_path / "b").write_bytes(b"same")
    assert store.put(tmp_path / "a") == store.put(tmp_path / "b")
    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 1


def test_path_refuses_what_is_no_hash(tmp_path: Path) -> None:
    with pytest.raises(CheckError):
        FileStore(tmp_path).path("../../etc/passwd")
    with pytest.raises(NotFoundError):
        FileStore(tmp_path).path("0" * 64)
