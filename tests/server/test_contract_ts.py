"""The TypeScript of the contract is made, fresh, and says what Python says."""

from __future__ import annotations

import re

import pytest

from server import contract, contract_mall
from server.contract_ts import TARGET, contract_ts, ts_type


def test_contract_ts_is_fresh() -> None:
    assert TARGET.read_text(encoding="utf-8") == contract_ts(), "stale: run python -m server.contract_ts"


def test_every_public_shape_is_in_the_typescript() -> None:
    written = set(re.findall(r"export (?:interface|type|const) (\w+)", contract_ts()))
    assert written >= set(contract.__all__) | set(contract_mall.__all__) - {"Swatch"}


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (float, "number"),
        (str | None, "string | null"),
        (list[str | None], "readonly (string | null)[]"),
        (list[contract.Text], "readonly Text[]"),
        (tuple[float, int], "readonly [number, number]"),
        (dict[str, float], "Readonly<Record<string, number>>"),
        (contract.JobState, "JobState"),
        (contract_mall.Swatch, "string"),
    ],
)
def test_ts_type(hint: object, expected: str) -> None:
    assert ts_type(hint) == expected


def test_a_type_that_typescript_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a type that TypeScript has"):
        ts_type(set[str])
