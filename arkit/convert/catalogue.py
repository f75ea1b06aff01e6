"""Convert a product to every profile that is asked: read and stood once, written as often as there are profiles."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from arkit.convert.options import PACKED, SUFFIXES, Conversion, ConvertOptions, Effort, Profile, conversion_to_dict
from arkit.convert.story import Prepared, Progress, prepare, produce, write_poster
from arkit.document import Document
from arkit.errors import CheckError, MissingError
from arkit.io import write_bytes
from arkit.product import Product, read_product

log = logging.getLogger(__name__)
PROFILES: tuple[Profile, ...] = ("web", "store", "ios")


def product_options(product: Product) -> ConvertOptions:
    """What a product's record says about its file."""
    return ConvertOptions(
        size_m=product.size_m,
        unit=product.unit,
        up=product.up,
        attach=product.attach,
        kind=product.kind,
        title=product.title,
    )


def output_name(sku: str, profile: Profile) -> str:
    """<sku>.glb is the web's, <sku>.usdz iOS's, <sku>.store.glb and <sku>.gpu.glb say which they are."""
    infix = "" if profile in ("web", "ios") else f".{profile}"
    return f"{sku}{infix}{SUFFIXES.get(profile, '.glb')}"


def convert_to(
    source: Path,
    out_dir: Path,
    sku: str,
    options: ConvertOptions,
    profiles: Sequence[Profile],
    *,
    posters: bool = True,
    pages: bool = False,
    progress: Progress = lambda _, __: None,
) -> tuple[Conversion, ...]:
    """Convert one source to each profile, with a poster and a report.

    Writes the models under `output_name`, <sku>.png with its words (where it can be drawn), <sku>.report.json and,
    with `pages`, <sku>.report.html into `out_dir`, which is made.

    Draco and levels of detail go into those profiles that can hold them.

    Returns:
        One conversion a profile, in their order.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    prepared = prepare(source, options, progress=lambda part, stage: progress(part * 0.5, stage))
    done = []
    for place, profile in enumerate(profiles):
        own = replace(
            options,
            profile=profile,
            poster=None,
            draco=options.draco and profile in PACKED,
            lods=0 if profile == "ios" else options.lods,
        )
        seen: list[tuple[Document, Document]] = []
        done.append(
            produce(prepared, out_dir / output_name(sku, profile), own, watch=lambda *two, seen=seen: seen.append(two))
        )
        if pages and place == 0:
            _draw_page(done[0], seen[0], own, out_dir / f"{sku}.report.html")
        if posters and place == 0:
            _draw_poster(prepared, own, out_dir / f"{sku}.png")
        progress(1 - 0.8 * (len(profiles) - place - 1) / len(profiles), profile)
    report = json.dumps([conversion_to_dict(one) for one in done], ensure_ascii=False, indent=1)
    write_bytes(out_dir / f"{sku}.report.json", report.encode("utf-8"))
    return tuple(done)


def _draw_page(conversion: Conversion, seen: tuple[Document, Document], options: ConvertOptions, path: Path) -> None:
    """Write the report for people; without pictures where none can be drawn."""
    from arkit.convert.portrait import poster_view
    from arkit.convert.report import report_page, take_pictures

    before, after = seen
    pictures = take_pictures(before, after, view=poster_view(after, options.attach))
    answer = json.loads(json.dumps({**conversion_to_dict(conversion), "stages": []}))
    write_bytes(path, report_page(answer, pictures, title=options.title or None).encode("utf-8"))


def _draw_poster(prepared: Prepared, options: ConvertOptions, path: Path) -> None:
    try:
        write_poster(prepared, options, path)
    except MissingError as error:
        log.warning("no poster: %s", error.message)


def convert_product(
    folder: Path,
    out_dir: Path,
    *,
    profiles: tuple[Profile, ...] = PROFILES,
    effort: Effort = "default",
    progress: Progress = lambda _, __: None,
) -> tuple[Conversion, ...]:
    """Convert `folder/product.json`'s model to each profile, as `convert_to` does.

    Returns:
        One conversion a profile, in their order; empty for a product without a model (make-up).
    """
    product = read_product(folder)
    if not product.model:
        return ()
    source = folder / product.model
    if source.resolve().parent != folder.resolve():
        raise CheckError(f'{product.sku}: expected a model file beside product.json, got "{product.model}"')
    options = replace(product_options(product), effort=effort)
    return convert_to(source, out_dir, product.sku, options, profiles, progress=progress)


__all__ = ["PROFILES", "convert_product", "convert_to", "output_name", "product_options"]
