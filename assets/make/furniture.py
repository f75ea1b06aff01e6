"""`python -m assets.make.furniture`: make the furniture and the decor again (the table stands in catalogue.py)."""

from __future__ import annotations

import sys

from assets.make.__main__ import main
from assets.make.catalogue import FURNITURE

if __name__ == "__main__":
    sys.exit(main(list(FURNITURE)))
