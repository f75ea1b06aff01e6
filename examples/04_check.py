"""What a shop would say to a file: every rule with its limit, what was found, and where the rule comes from.

python examples/04_check.py out/checks.json
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from arkit.checks import CHANNELS, channel, structure
from arkit.io import read

source = Path(__file__).parents[1] / "assets" / "products" / "hill-sofa-3" / "hill-sofa-3.glb"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

sofa = read(source)
held = {"structure": structure(sofa.document)}
for name in CHANNELS:
    held[name] = channel(sofa.document, name, file_bytes=source.stat().st_size, packing=sofa.packing)

for name, checks in held.items():
    broken = [check for check in checks if not check.ok]
    print(f"{name}: {len(checks) - len(broken)} of {len(checks)} rules hold")
    for check in broken:
        print(f"    {check.rule}: {check.value}, the limit is {check.limit} ({check.source})")
answer = {name: [asdict(check) for check in checks] for name, checks in held.items()}
target.write_text(json.dumps(answer, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
