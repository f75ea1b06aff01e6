from __future__ import annotations

import pytest

from arkit.io.text import decode

LINES = "newmtl {}\nKd 0.5 0.5 0.5\nmap_Kd {}.jpg\n"


@pytest.mark.parametrize(
    "word,encoding",
    [
        ("木纹", "gb18030"),
        ("红色沙发面料", "gb18030"),
        ("Stoff_grün", "cp1252"),
        ("Boucle crème", "latin-1"),
        ("Chêne brûlé", "utf-8"),
        ("木纹", "utf-8"),
        ("木纹", "utf-16"),
        ("木纹", "utf-16-be"),
        ("plain", "utf-16-le"),
        ("grün", "utf-8-sig"),
    ],
)
def test_text_of_many_machines_reads_as_it_was_written(word: str, encoding: str) -> None:
    text = LINES.format(word, word)
    assert decode(text.encode(encoding))[0] == text


def test_bytes_of_no_encoding_never_raise() -> None:
    text, _ = decode(b"newmtl a\n\xff\xfe\x81 \x8d\n")
    assert text.startswith("newmtl a")
