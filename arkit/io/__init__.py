"""Read product files into documents, write documents as GLB and USDZ."""

from arkit.io.atomic import appearing, check_writable, write_bytes
from arkit.io.gltf.write import glb_bytes, write_glb
from arkit.io.guard.sandbox import limit_resources
from arkit.io.ktx2.document import has_ktx2, with_ktx2, without_ktx2
from arkit.io.ktx2.encode import find_encoder
from arkit.io.limits import Limits
from arkit.io.read import Source, read
from arkit.io.usd.usdz import usd_problems, usd_triangles, write_usdz

__all__ = [
    "Limits",
    "Source",
    "appearing",
    "check_writable",
    "find_encoder",
    "glb_bytes",
    "has_ktx2",
    "limit_resources",
    "read",
    "usd_problems",
    "usd_triangles",
    "with_ktx2",
    "without_ktx2",
    "write_bytes",
    "write_glb",
    "write_usdz",
]
