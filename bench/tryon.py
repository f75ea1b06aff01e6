"""What try-on costs over the raw tracker: medians of the same frames, 640x480, tracker included.

python bench/tryon.py
"""

from __future__ import annotations

from pathlib import Path

from arkit.cli.demo.faces import pace
from arkit.io import read
from arkit.look import FINISHES, Makeup
from arkit.tryon import Garment

PRODUCTS = Path(__file__).parents[1] / "assets" / "products"
ROUNDS = 3

aria = Garment("aria-round", read(PRODUCTS / "aria-round" / "aria-round.glb").document)
worn: dict[str, tuple[list[Makeup], list[Garment]]] = {
    **{f"lipstick, {finish}": ([Makeup("lips", "#A2253B", finish, 0.9)], []) for finish in FINISHES},
    "glasses": ([], [aria]),
    "glasses and lipstick": ([Makeup("lips", "#A2253B", "satin", 0.9)], [aria]),
}
print(f"{'worn':24}{'ms a frame':>12}{'x tracker':>12}")
for name, (makeup, wear) in worn.items():
    rounds = sorted(pace(makeup, wear) for _ in range(ROUNDS))
    milliseconds, ratio = rounds[ROUNDS // 2]
    print(f"{name:24}{milliseconds:12.1f}{ratio:12.2f}")
