"""From a brand's file to a light, true-size model: read, orient, clean, compress, write, read again, measure, check."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from arkit import __version__, checks
from arkit.check import Check
from arkit.color import linear_to_srgb
from arkit.convert.lods import leveled, lightened, write_levels
from arkit.convert.options import (
    PACKED,
    PIVOTS,
    SUFFIXES,
    Choice,
    Conversion,
    ConvertOptions,
    Fidelity,
    Output,
    Profile,
)
from arkit.convert.pictures import check_encoder, drawable, fitting, measured
from arkit.convert.portrait import Watch, check_poster, described, write_portrait
from arkit.convert.stand import choose_pivot, read_pose, standing
from arkit.convert.words import alt_text
from arkit.document import Document, bounds, triangle_count, variant_names
from arkit.errors import CheckError, MissingError
from arkit.io import (
    Source,
    appearing,
    check_writable,
    glb_bytes,
    read,
    usd_triangles,
    write_glb,
    write_usdz,
)
from arkit.transforms import (
    Note,
    Pivot,
    Reading,
    TextureChange,
    Transform,
    apply,
    center,
    draw_calls,
    join,
    narrow,
    normals,
    plain,
    prune,
    quantize,
    reorder,
    textures,
    weld,
)

log = logging.getLogger(__name__)
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source, read and standing: metres, y up, origin chosen, normals given; before anything is compressed."""

    source: Source
    document: Document
    reading: Reading
    pivot: Pivot
    why_pivot: str


def convert(
    source_path: Path,
    target_path: Path,
    options: ConvertOptions,
    *,
    progress: Progress = lambda _, __: None,
    watch: Watch = lambda _, __: None,
) -> Conversion:
    """Convert one file, folder or zip to one GLB or USDZ.

    Args:
        source_path: OBJ, STL, PLY, GLB, glTF, or a folder or zip with one of them.
        target_path: the file to write; its suffix must be the profile's.
        options: profile, true size, unit, up axis, attachment.
        progress: told the part that is done, 0…1, and the stage that begins.
        watch: given the standing source and what was written, when all is done: to draw a report.

    Raises:
        ArkitError: nothing has been written then.
    """
    check_target(target_path, options.profile)
    if options.poster is not None:
        check_poster(options.poster)
    prepared = prepare(source_path, options, progress=progress)
    return produce(prepared, target_path, options, progress=progress, watch=watch)


def check_target(target_path: Path, profile: Profile) -> None:
    """Refuse a target the profile cannot write before any work is done."""
    if target_path.suffix.lower() != SUFFIXES[profile]:
        raise CheckError(f"{target_path.name}: expected a name ending in {SUFFIXES[profile]} for profile {profile}")
    check_writable(target_path)
    check_encoder(profile)


def prepare(source_path: Path, options: ConvertOptions, *, progress: Progress = lambda _, __: None) -> Prepared:
    """Read a source and let it stand: unit, up axis, origin, normals."""
    progress(0.0, "read")
    source = read(source_path, limits=options.limits)
    progress(0.2, "orient")
    reading = read_pose(source, options)
    stood = apply(source.document, *standing(reading))
    pivot, why = choose_pivot(stood, source, options)
    progress(0.3, "normals")
    document = apply(stood, center(pivot), weld(), normals(), prune())
    return Prepared(source, document, reading, pivot, why)


def produce(
    prepared: Prepared,
    target_path: Path,
    options: ConvertOptions,
    *,
    progress: Progress = lambda _, __: None,
    watch: Watch = lambda _, __: None,
) -> Conversion:
    """Compress, write, read again, measure and check one profile of a prepared source; then the file appears."""
    progress(0.4, "compress")
    light, reductions = lightened(fitting(prepared.document, options), options)
    changes: list[TextureChange] = []
    document, levels = leveled(stamped(apply(light, *recipe(options, note=changes.append))), options)
    with appearing(target_path) as draft:
        progress(0.6, "write")
        written, fidelity = _write(prepared, document, draft, options, progress)
        progress(0.85, "check")
        held = _checks(written, draft, options)
        output = _output(draft, target_path, options.profile, written.document)
        if options.poster is not None:
            progress(0.95, "poster")
            write_poster(prepared, options, options.poster)
    progress(1.0, "done")
    watch(drawable(prepared.document, options.limits), drawable(written.document, options.limits))
    # Colours are told from the light pictures: decoding the source's again would cost as much as a conversion's checks.
    seen = written.document if options.profile == "web" and options.poster is None else prepared.document
    told = described(_answer(prepared, written.document, fidelity, held, output), seen, options)
    if options.audit:
        from arkit.convert.swatches import swatched

        told = swatched(told, prepared.document, written.document, options.limits)
    lods = write_levels(levels, target_path, options)
    draws = draw_calls(prepared.document), draw_calls(written.document)
    return replace(told, simplified=reductions, lods=lods, textures=tuple(changes), draw_calls=draws)


def _write(
    prepared: Prepared, document: Document, path: Path, options: ConvertOptions, progress: Progress
) -> tuple[Source, Fidelity]:
    """Write one file: what it holds, read again (of a USDZ, what was written), and what it cost."""
    if options.profile == "ios":
        write_usdz(document, path)
        progress(0.7, "measure")
        apart = checks.soup_deviation_m(checks.triangle_soup(prepared.document), usd_triangles(path))
        colors = checks.color_difference(prepared.source.colors_srgb, document)
        fidelity = Fidelity(round(apart * 1000, 4), round(colors, 3))
        return replace(prepared.source, document=document, packing=()), fidelity
    write_glb(document, path, meshopt=options.profile in PACKED and not options.draco, draco=options.draco)
    progress(0.7, "measure")
    written = read(path, limits=options.limits)
    return written, measured(prepared.source, prepared.document, written.document, options)


def recipe(options: ConvertOptions, *, note: Note | None = None) -> tuple[Transform, ...]:
    """The transforms of a profile, in order; `note` is told what becomes of each picture."""
    if options.profile in PACKED:
        light: tuple[Transform, ...] = (
            (plain(),) if options.draco else (quantize(), reorder(quick=options.effort == "fast"))
        )
        pictures = (textures("webp", effort=options.effort, note=note),) if options.profile == "web" else ()
        return *pictures, prune(attributes=True), weld(), join(), *light, narrow(), prune()
    return textures("common", effort=options.effort, note=note), plain(), narrow(), prune()


def stamped(document: Document) -> Document:
    """The document with our name as its generator; copyright and all else stay."""
    asset = {**document.gltf["asset"], "version": "2.0", "generator": f"arkit {__version__}"}
    return Document({**document.gltf, "asset": asset}, document.accessors, document.images, document.views)


def _checks(written: Source, path: Path, options: ConvertOptions) -> dict[str, tuple[Check, ...]]:
    document, packing = written.document, written.packing
    held: dict[str, tuple[Check, ...]] = {"structure": checks.structure(document)}
    if options.validate and options.profile != "ios":
        validated = validator_checks(document, path)
        if validated:
            held["validator"] = validated
    size = path.stat().st_size
    names = ("apple",) if options.profile == "ios" else checks.CHANNELS
    stands = PIVOTS.get(options.attach, "bottom") == "bottom"
    wanted = checks.Wanted(options.size_m, options.attach)
    audited = checks.audit(document, wanted) if options.audit else ()
    return held | checks.channels(document, names, file_bytes=size, packing=packing, stands=stands, audited=audited)


def validator_checks(document: Document, path: Path) -> tuple[Check, ...]:
    """The Khronos validator on a GLB and on its decoded twin, which it can look into; nothing where it is missing."""
    with tempfile.TemporaryDirectory(prefix="arkit-") as folder:
        decoded = Path(folder) / "decoded.glb"
        decoded.write_bytes(glb_bytes(document, meshopt=False))
        try:
            as_is, opened = checks.validate([path, decoded])
        except MissingError as error:
            log.warning("not validated: %s", error.message)
            return ()
    source = "Khronos glTF validator 2.0.0-dev.3.10"
    return (
        Check("errors", 0, as_is.errors, as_is.errors == 0, source),
        Check("errors once decoded", 0, opened.errors, opened.errors == 0, source),
    )


def write_poster(prepared: Prepared, options: ConvertOptions, path: Path, *, variant: str | None = None) -> None:
    """Draw the product as a catalogue shows it: PNG or WebP, with its alt text beside it."""
    alt = alt_text(prepared.document, title=options.title, kind=options.kind)
    write_portrait(drawable(prepared.document, options.limits), path, attach=options.attach, alt=alt, variant=variant)


def _output(draft: Path, path: Path, profile: Profile, written: Document) -> Output:
    """The facts of the file that lies at `draft` and will be `path`."""
    data = draft.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Output(str(path), profile, len(data), triangle_count(written), len(written.images), digest)


def _answer(
    prepared: Prepared,
    written: Document,
    fidelity: Fidelity,
    held: dict[str, tuple[Check, ...]],
    output: Output,
) -> Conversion:
    source, reading = prepared.source, prepared.reading
    low, high = bounds(written)
    width, height, depth = (round(float(side), 6) for side in high - low)
    log.info("converted", extra={"triangles": output.triangles, "bytes": output.bytes})
    return Conversion(
        input={
            "format": source.format,
            "bytes": source.file_bytes,
            "triangles": source.triangles,
            "vertices": source.vertices,
        },
        outputs=(output,),
        size_m=(width, height, depth),
        unit=Choice(reading.unit, reading.evidence_unit, reading.confidence, reading.witnesses[:1]),
        up=Choice(reading.up, reading.evidence_up, reading.confidence, reading.witnesses),
        origin={"pivot": prepared.pivot, "evidence": prepared.why_pivot},
        materials=tuple(_material(one) for one in written.gltf.get("materials", [])),
        variants=variant_names(written),
        fidelity=fidelity,
        checks=held,
        guesses=(*source.guesses, *reading.guesses),
    )


def _material(material: Any) -> dict[str, Any]:
    """Name, sRGB colour, roughness, metalness, and whether pictures paint it."""
    pbr = material.get("pbrMetallicRoughness", {})
    codes = np.round(linear_to_srgb(np.array(pbr.get("baseColorFactor", [1, 1, 1, 1])[:3])) * 255).astype(int)
    return {
        "name": material.get("name", ""),
        "color": "#" + "".join(f"{code:02X}" for code in codes),
        "roughness": pbr.get("roughnessFactor", 1),
        "metallic": pbr.get("metallicFactor", 1),
        "textured": "baseColorTexture" in pbr,
    }


__all__ = [
    "Prepared",
    "Progress",
    "check_target",
    "convert",
    "prepare",
    "produce",
    "recipe",
    "stamped",
    "validator_checks",
    "write_poster",
]
