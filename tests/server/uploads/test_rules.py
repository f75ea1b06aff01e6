from __future__ import annotations

import pytest

from arkit.io.sniff import READABLE
from server.errors import CheckError
from server.uploads.rules import SUFFIXES, suffix_of


@pytest.mark.parametrize(
    "name", ["chair.STEP", "a.b/chair.stp", "C:\\models\\chair.3DS", "chair.usdz", "chair.usda", "椅子.usdc"]
)
def test_only_the_suffix_of_a_clients_name_is_used(name: str) -> None:
    assert suffix_of(name) == "." + name.rsplit(".", 1)[-1].lower()


@pytest.mark.parametrize("name", ["chair", "chair.exe", "chair.gltf", "chair.usdz/..", ""])
def test_other_files_are_refused_with_the_list(name: str) -> None:
    with pytest.raises(CheckError, match=r"\.usdz"):
        suffix_of(name)


def test_brands_may_send_what_the_converter_reads() -> None:
    assert {one.removeprefix(".") for one in SUFFIXES} >= set(READABLE) - {"gltf", "usd"}
