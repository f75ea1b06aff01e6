"""What a conversion is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from arkit.check import Check
from arkit.errors import CheckError
from arkit.io import Limits
from arkit.product import Attach
from arkit.transforms import Pivot, TextureChange, Witness

Profile = Literal["web", "store", "gpu", "ios"]
Effort = Literal["fast", "default", "max"]
# Where the origin lies for what a thing rests on; of what is worn, an author's origin that is near enough stays.
PIVOTS: dict[str, Pivot] = {
    "nose": "bridge",
    "head": "crown",
    "ear": "hook",
    "floor": "bottom",
    "table": "bottom",
    "lips": "bottom",
    "wall": "back",
    "ceiling": "top",
}
SUFFIXES: dict[str, str] = {"web": ".glb", "store": ".glb", "gpu": ".glb", "ios": ".usdz"}
PACKED: tuple[Profile, ...] = ("web", "gpu")  # whose geometry is compressed


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """How to convert.

    Attributes:
        profile: "web" (quantized, meshopt, WebP), "gpu" (quantized, meshopt, KTX2), "store" (plain GLB, PNG and JPEG),
            "ios" (USDZ).
        draco: compress the geometry of "web" or "gpu" with Draco instead of meshopt.
        effort: "fast" skips what only measures (deviation and pictures: None in the answer),
            "max" spends bytes and time on textures.
        simplify_px: leave out triangles until the surface moves by this many pixels, 0 none; pictures are 1080 high,
            taken from a metre away or from where the product fills it if that is nearer.
        lods: levels of detail to add, each with half the triangles, also as files NAME.lod1.glb …
        size_m: (width x, height y, depth z), metres, as the brand states it.
        unit, up: what the brand says its file is in, "" where it says nothing.
        attach: what the product rests on; chooses origin and poster. "" where it is not known.
        pivot: overrides the origin that `attach` would choose.
        mirror: the file is a mirror image; None where nobody knows.
        front: the file's axis that its front faces, "" where nobody says.
        kind: what the product is, a name of product.KINDS; "" where it is not known.
        poster: where to write a picture of the product, None for none.
        title: {"zh", "en"}, the product's name for its alt text; empty where it is not known.
        audit: also hold surfaces, uv and colours against the auditor's rules, which takes a while.
        validate: run the Khronos validator where it is installed.
        limits: what the source may hold.
    """

    profile: Profile = "web"
    draco: bool = False
    effort: Effort = "default"
    simplify_px: float = 0.0
    lods: int = 0
    size_m: tuple[float, float, float] | None = None
    unit: str = ""
    up: str = ""
    attach: Attach | Literal[""] = ""
    pivot: Pivot | None = None
    mirror: bool | None = None
    front: str = ""
    kind: str = ""
    poster: Path | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    audit: bool = False
    validate: bool = True
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if self.draco and self.profile not in PACKED:
            raise CheckError(f"draco: expected profile web or gpu, {self.profile} holds no compressed geometry")
        if not (0 <= self.simplify_px <= 16 and 0 <= self.lods <= 8):
            raise CheckError(f"simplify: expected 0 to 16 px and 0 to 8 lods, got {self.simplify_px}, {self.lods}")
        if self.size_m is not None and not all(0 < side < 100 for side in self.size_m):
            raise CheckError(f"size: expected three lengths between 0 and 100 m, got {self.size_m}")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was taken of several ways to read a file, why, how sure that is (0…1), and who spoke for and against it."""

    chosen: str
    evidence: str
    confidence: float
    witnesses: tuple[Witness, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """One written file."""

    path: str
    profile: str
    bytes: int
    triangles: int
    textures: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What the conversion cost, measured between the oriented source and the written file read again.

    Pictures (psnr_db, ssim, silhouette_iou, delta_e) are None where they could not be drawn.

    Attributes:
        deviation_mm: largest distance between the two surfaces.
        material_delta_e: largest CIEDE2000 between a colour the source states and the one written.
        psnr_db: 99 for identical pictures.
        delta_e: mean CIEDE2000 inside the source's silhouette.
    """

    deviation_mm: float | None = None
    material_delta_e: float | None = None
    psnr_db: float | None = None
    ssim: float | None = None
    silhouette_iou: float | None = None
    delta_e: float | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came in, what was decided, what came out, what it cost."""

    input: Mapping[str, Any]
    outputs: tuple[Output, ...]
    size_m: tuple[float, float, float]
    unit: Choice
    up: Choice
    origin: Mapping[str, str]
    materials: tuple[Mapping[str, Any], ...]
    variants: tuple[str, ...]
    fidelity: Fidelity
    checks: Mapping[str, tuple[Check, ...]]
    guesses: tuple[str, ...]
    stated_m: tuple[float, float, float] | None = None
    alt: Mapping[str, str] = field(default_factory=dict)
    draw_calls: tuple[int, int] = (0, 0)
    simplified: tuple[Mapping[str, Any], ...] = ()
    lods: tuple[Mapping[str, Any], ...] = ()
    textures: tuple[TextureChange, ...] = ()


def conversion_to_dict(conversion: Conversion) -> dict[str, Any]:
    """The conversion as JSON values, the keys of `arkit convert --json` without `seconds`."""
    return asdict(conversion)


__all__ = [
    "PACKED",
    "PIVOTS",
    "SUFFIXES",
    "Choice",
    "Conversion",
    "ConvertOptions",
    "Effort",
    "Fidelity",
    "Output",
    "Profile",
    "conversion_to_dict",
]
