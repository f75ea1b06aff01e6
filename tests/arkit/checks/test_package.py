from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from arkit.checks import usdz_package
from arkit.errors import ReadError
from tests import build


def package(names: dict[str, bytes], *, method: int = zipfile.ZIP_STORED, aligned: bool = True) -> bytes:
    """A zip whose entries begin at multiples of 64 bytes, by an extra field that fills the room between."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in names.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            start = stream.tell() + 30 + len(name)
            room = (-start) % 64 if aligned else 0
            room += 64 if 0 < room < 4 else 0
            entry.extra = b"\x86\x19" + (room - 4).to_bytes(2, "little") + bytes(room - 4) if room else b""
            archive.writestr(entry, data)
    return stream.getvalue()


def failing(data: bytes, **more: object) -> set[str]:
    return {one.rule for one in usdz_package(data, "a.usdz", **more) if not one.ok}  # type: ignore[arg-type]


PICTURE = build.png(np.zeros((8, 8, 3)))
GOOD = {"scene.usdc": b"PXR-USDC" + bytes(100), "0/base.png": PICTURE}


def test_a_good_package_fails_nothing() -> None:
    assert failing(package(GOOD), triangles=1000) == set()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (package(GOOD, method=zipfile.ZIP_DEFLATED), "entries that are compressed"),
        (package(GOOD, aligned=False), "entries that do not begin at a multiple of 64 bytes"),
        (package({"0/base.png": PICTURE, "scene.usdc": b"PXR-USDC"}), "first entry is the scene"),
        (package(GOOD | {"0/base.webp": b"RIFF"}), "entries of a type that USDZ has not"),
        (package(GOOD | {"0/big.png": build.png(np.zeros((4, 4096, 3)))}), "texture pixels a side"),
    ],
)
def test_each_fault_is_told(data: bytes, rule: str) -> None:
    assert rule in failing(data)


def test_what_usd_says_is_told() -> None:
    assert failing(package(GOOD), triangles=200_000, problems=("no material",)) == {
        "triangles",
        "problems that USD's validators name",
    }


def test_what_is_no_zip_is_refused() -> None:
    with pytest.raises(ReadError, match="expected a USDZ"):
        usdz_package(b"not a zip", "a.usdz")
