"""Encode the pictures again, each as its use allows, so that all together cost the fewest bytes for what they lose.

The way: fold what is constant into factors (constant.py); find each picture's uses and their size on the screen
(slots.py, coverage.py); weigh its channels by what they do to the shaded picture (sensitivity.py); halve what is finer
than any screen shows; flatten channels that nothing reads; choose the quality at which one more byte buys as much
picture here as in every other texture (rate.py), and all together as much as every product gets (price.py); write
(repaint.py, encode.py, webp.py). The source stays where it is the smaller.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from arkit.document import Document, texture_infos
from arkit.errors import CheckError
from arkit.transforms.draft import Draft, Transform, draft
from arkit.transforms.pictures.constant import Range, fold
from arkit.transforms.pictures.coverage import Coverage, coverage
from arkit.transforms.pictures.encode import Effort, Form
from arkit.transforms.pictures.price import ERROR, price_of
from arkit.transforms.pictures.repaint import Picture, Plan, loaded, repainted, surveyed
from arkit.transforms.pictures.slots import SOURCES, Use, sources, total_weights, uses
from arkit.transforms.pictures.texture_change import TextureChange, change, folded_change
from arkit.transforms.prune import KNOWN

MAX_PX = 2048  # Khronos 3D Commerce publishing targets, mobile AR; Google refuses 4096
Note = Callable[[TextureChange], None]
_LEAST_SHARE = 0.002  # what the scene hides may be shown by another
_WEBP, _AVIF, _TRANSFORM = "EXT_texture_webp", "EXT_texture_avif", "KHR_texture_transform"


@dataclass(frozen=True, slots=True)
class _Job:
    """Equal pictures: those of one document with the same bytes."""

    images: tuple[int, ...]
    picture: Picture
    uses: list[Use]
    weights: np.ndarray


def textures(
    form: Form = "webp",
    *,
    effort: Effort = "default",
    max_px: int = MAX_PX,
    price: float | None = None,
    note: Note | None = None,
) -> Transform:
    """Encode every picture as WebP, or as PNG and JPEG ("common") for stores and phones that read nothing else.

    What this transform wrote before it leaves as it is.

    Args:
        form: KTX2 stays as it is for "webp" and is refused for "common".
        effort: "fast" guesses from a small sample and measures no loss for `note`, "max" measures every quality on the
            whole picture.
        max_px: pictures wider or taller are made smaller.
        price: bytes that are well spent to lower the mean squared error of the shaded product by one squared code
            value; None for the least that gives the effort's likeness.
        note: told of each picture what became of it.
    """
    if max_px < 1 or effort not in ERROR:
        raise CheckError(f"textures: expected an effort of {', '.join(ERROR)} and max_px > 0, got {effort}, {max_px}")
    plan = Plan(form, effort, max_px)

    def run(document: Document) -> Document:
        if not document.images or (form == "webp" and _weighed(document)):
            return document
        work, covered = draft(document), coverage(document)
        before = uses(document, replace(covered, spots={}))
        pictures = _pictures(document, before, plan)
        fold(work, _ranges(work, pictures))
        jobs = _jobs(work, covered, before, pictures)
        with ThreadPoolExecutor(2) as pool:  # the codecs release the lock
            surveys = list(pool.map(lambda job: surveyed(job.picture, job.uses, job.weights, plan), jobs))
            paid = price_of(surveys, effort) if price is None else price
            written = list(pool.map(lambda one: repainted(one, paid, plan), surveys))
        for job, one in zip(jobs, written, strict=True):
            for index in job.images:
                work.images[index] = one.data
                work.gltf["images"][index]["mimeType"] = one.mime
            if note is not None:
                name, measure = _name(document, job.images[0]), effort != "fast"
                note(change(name, job.uses, job.picture, one, job.weights, measure=measure))
        if note is not None:
            _note_folded(document, before, {index for job in jobs for index in job.images}, note)
        _point(work)
        return work.document()

    return run


def _weighed(document: Document) -> bool:
    """Whether this transform wrote the pictures: weighing a lossy picture anew would lose a little more each time."""
    named = str(document.gltf.get("asset", {}).get("generator", "")).startswith("arkit ")
    return named and "EXT_texture_webp" in document.gltf.get("extensionsUsed", [])


def _pictures(document: Document, found: tuple[Use, ...], plan: Plan) -> dict[int, Picture]:
    """Every picture but KTX2, decoded once for all that are equal."""
    same: dict[bytes, list[Use]] = {data: [] for data in document.images}
    for use in found:
        same[document.images[use.image]].append(use)
    first = {data: index for index, data in reversed(list(enumerate(document.images)))}
    with ThreadPoolExecutor(2) as pool:
        came = pool.map(lambda one: loaded(one[0], one[1], same[one[0]], plan), first.items())
        by_bytes = dict(zip(first, came, strict=True))
    opened = {index: by_bytes[data] for index, data in enumerate(document.images)}
    return {index: picture for index, picture in opened.items() if picture is not None}


def _ranges(work: Draft, pictures: dict[int, Picture]) -> dict[int, Range]:
    """The range of each texture that has one plain picture."""
    found = {}
    for index, texture in enumerate(work.gltf.get("textures", [])):
        images = list(dict.fromkeys(sources(texture)))
        if len(images) == 1 and images[0] in pictures:
            found[index] = (pictures[images[0]].low, pictures[images[0]].high)
    return found


def _jobs(work: Draft, covered: Coverage, before: tuple[Use, ...], pictures: dict[int, Picture]) -> list[_Job]:
    """What is left to write: one job for equal pictures, in file order; pictures that became factors are left."""
    left = uses(Document(work.gltf, tuple(work.arrays), tuple(work.images), work.views), covered)
    gone = {use.image for use in before} - {use.image for use in left}
    means: dict[int, dict[str, np.ndarray]] = {index: {} for index in range(len(work.gltf.get("materials", [])))}
    for use in left:
        if use.image in pictures:
            means[use.material][use.key] = pictures[use.image].mean / 255
    groups: dict[int, list[int]] = {}
    for index, picture in pictures.items():
        if index not in gone:
            groups.setdefault(id(picture), []).append(index)
    pointed = "KHR_animation_pointer" in work.gltf.get("extensionsUsed", [])
    jobs = []
    for images in groups.values():
        mine = [replace(use, share=max(use.share, _LEAST_SHARE)) for use in left if use.image in images]
        weights = total_weights(work.gltf.get("materials", []), mine, means) if mine else np.full(4, _LEAST_SHARE)
        jobs.append(_Job(tuple(images), pictures[images[0]], mine, weights + (1e-6 if pointed else 0.0)))
    return jobs


def _note_folded(document: Document, before: tuple[Use, ...], written: set[int], note: Note) -> None:
    for index in sorted({use.image for use in before} - written):
        mine = [use for use in before if use.image == index]
        note(folded_change(_name(document, index), mine, document.images[index]))


def _name(document: Document, index: int) -> str:
    return str(document.gltf["images"][index].get("name") or f"image {index}")


def _point(work: Draft) -> None:
    """Let each texture name its image the way the image's type asks; one image a texture, no fallbacks."""
    for texture in work.gltf.get("textures", []):
        extensions: dict[str, Any] = texture.get("extensions", {})
        if SOURCES[0] in extensions:
            continue
        bodies = [body for body in (extensions.pop(_WEBP, None), extensions.pop(_AVIF, None), texture) if body]
        source = next((body["source"] for body in bodies if "source" in body), None)
        texture.pop("extensions", None)
        texture.pop("source", None)
        if source is not None and work.gltf["images"][source].get("mimeType") == "image/webp":
            extensions[_WEBP] = {"source": source}
        elif source is not None:
            texture["source"] = source
        if extensions:
            texture["extensions"] = extensions
    work.disuse(_WEBP)
    work.disuse(_AVIF)
    if any(_WEBP in texture.get("extensions", {}) for texture in work.gltf.get("textures", [])):
        work.use(_WEBP, required=True)
    known = all(one in KNOWN or one.startswith("KHR_materials_") for one in work.gltf.get("extensionsUsed", []))
    infos = (info for _, info in texture_infos(work.gltf.get("materials", [])))
    if known and not any(_TRANSFORM in info.get("extensions", {}) for info in infos):
        work.disuse(_TRANSFORM)


__all__ = ["MAX_PX", "Note", "textures"]
