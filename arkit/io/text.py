"""Bytes of a text file to text: UTF-8, UTF-16, UTF-32, and what East Asian and Western Windows write."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ["gb18030", "cp1252", "big5", "shift_jis", "euc_kr", "cp1251"]


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in; undecodable bytes of a legacy file become "?"-like marks, never an error."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace"), encoding
    zeros = data[:4096].count(0)
    if zeros > len(data[:4096]) // 4:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _legacy(data)
        return data.decode(encoding, errors="replace"), encoding


def _legacy(data: bytes) -> str:
    """Judge by the lines that are not ASCII: numbers say nothing about an encoding.

    Names are too short for charset-normalizer's statistics (it reads 木纹 as Korean). Accented letters stand alone
    among ASCII ones; characters in pairs of bytes that the small Chinese set (GB 2312) knows are taken as Chinese.
    """
    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = b"\n".join(lines[:400])
    high = [index for index, byte in enumerate(sample) if byte >= 0x80]
    runs, start = [], high[0]
    for before, after in zip(high, [*high[1:], -1], strict=True):
        if after != before + 1:
            runs.append(before - start + 1)
            start = after
    alone = sum(1 for run in runs if run == 1) / len(runs)
    if alone > 0.5:
        return "cp1252"
    if all(run % 2 == 0 for run in runs) and _decodes(sample, "gb2312"):
        return "gb18030"
    from charset_normalizer import from_bytes  # slow to import, and most text is UTF-8

    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    return best.encoding if best is not None else "cp1252"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


__all__ = ["decode"]
