"""`python -m assets.make [SKU …]`: make the named products again, or all of them."""

from __future__ import annotations

import sys

from assets.make.catalogue import MAKERS, make


def main(skus: list[str]) -> int:
    """Make products into assets/products; 0 done, 2 an unknown SKU."""
    unknown = [sku for sku in skus if sku not in MAKERS]
    if unknown:
        print(f"expected SKUs among {', '.join(MAKERS)}; got {', '.join(unknown)}", file=sys.stderr)
        return 2
    for sku in skus or MAKERS:
        folder = make(sku)
        files = sorted(path for path in folder.iterdir() if path.is_file())
        total = sum(path.stat().st_size for path in files)
        print(f"{sku}: {', '.join(path.name for path in files)} ({total / 1e6:.2f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
