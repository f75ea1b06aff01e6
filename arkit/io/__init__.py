"""Read product files into documents, write documents as GLB and USDZ."""

from arkit.io.limits import Limits
from arkit.io.read import Source, read
from arkit.io.write import glb_bytes, write_glb

__all__ = ["Limits", "Source", "glb_bytes", "read", "write_glb"]
