"""`arkit inspect`: say what a 3D file holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from arkit.cli import print_json
from arkit.document import bounds, variant_names
from arkit.io import Source, read


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(file: Path, as_json: bool) -> None:
    """Say what FILE holds: triangles, size, materials, textures, variants, extensions."""
    facts = describe(read(file))
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        shown = ", ".join(str(one) for one in value) if isinstance(value, list) else value
        click.echo(f"{key:14}{'-' if shown in ('', None) else shown}")


def describe(source: Source) -> dict[str, Any]:
    """The facts of a source. `size_m` is None for formats that declare no unit; `size_file` is in the file's own."""
    gltf = source.document.gltf
    low, high = bounds(source.document)
    size = [round(float(side), 6) for side in high - low]
    images = zip(gltf.get("images", []), source.document.images, strict=True)
    return {
        "format": source.format,
        "bytes": source.file_bytes,
        "triangles": source.triangles,
        "vertices": source.vertices,
        "size_m": size if source.unit == "m" else None,
        "size_file": size,
        "nodes": len(gltf.get("nodes", [])),
        "materials": [material.get("name", "") for material in gltf.get("materials", [])],
        "textures": [
            f"{image.get('name', '')} {image.get('mimeType', '')} {len(data)} B".strip() for image, data in images
        ],
        "variants": list(variant_names(source.document)),
        "extensions": [*gltf.get("extensionsUsed", []), *source.packing],
        "animations": [animation.get("name", "") for animation in gltf.get("animations", [])],
        "guesses": list(source.guesses),
    }


__all__ = ["command", "describe"]
