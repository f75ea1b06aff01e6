"""Pixels of KTX2 pictures: plain ones in Python, Basis Universal by the transcoder that ships with three.js.

Tried for Basis: `basisu -unpack` (a native program that few have, and that writes every GPU format to disk to give one
picture), ktx2-encoder (decodes nothing), and three's basis_transcoder.wasm run by Node: it is there with the viewer, a
WebAssembly sandbox holds hostile bytes, ETC1S and UASTC, with and without zstd, decode in 0.1 s a 1024² picture. It
stayed.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from arkit.errors import MissingError, ReadError
from arkit.io.ktx2.container import Ktx2, parse_ktx2, plain_pixels
from arkit.io.limits import Limits
from arkit.io.node import find_in_packages, find_node

_LIBRARY = "three/examples/jsm/libs/basis/basis_transcoder.js"
_LONGEST_S = 120
_RGBA32 = 13  # transcoder_texture_format::cTFRGBA32
# The library's module is CommonJS inside a package of ES modules, so it is evaluated by hand.
_SCRIPT = """
const fs = require("fs"), path = require("path");
const [library, folder, count, format] = process.argv.slice(1);
const holder = { exports: {} };
new Function("module", "exports", "require", "__dirname", "__filename", fs.readFileSync(library, "utf8"))(
  holder, holder.exports, require, path.dirname(library), library);
const wasmBinary = fs.readFileSync(path.join(path.dirname(library), "basis_transcoder.wasm"));
holder.exports({ wasmBinary, print: () => {}, printErr: () => {} }).then((basis) => {
  basis.initializeBasis();
  const told = [];
  for (let place = 0; place < Number(count); place++) {
    try {
      const file = new basis.KTX2File(new Uint8Array(fs.readFileSync(path.join(folder, place + ".ktx2"))));
      if (!file.isValid() || !file.startTranscoding()) throw new Error("its stream is broken");
      const pixels = new Uint8Array(file.getImageTranscodedSizeInBytes(0, 0, 0, Number(format)));
      if (!file.transcodeImage(pixels, 0, 0, 0, Number(format), 0, -1, -1)) throw new Error("its stream is broken");
      fs.writeFileSync(path.join(folder, place + ".rgba"), pixels);
      told.push({ alpha: Boolean(file.getHasAlpha()) });
      file.close(); file.delete();
    } catch (error) { told.push({ error: String(error.message || error).slice(0, 160) }); }
  }
  console.log(JSON.stringify(told));
}).catch((error) => { console.error(String(error)); process.exit(1); });
"""


def decode_ktx2(pictures: Sequence[bytes], names: Sequence[str], limits: Limits) -> list[np.ndarray]:
    """(h, w, 1 to 4) uint8 of each picture's largest level, in the colours it stores (sRGB stays sRGB).

    Raises:
        MissingError: Node or the transcoder is not installed.
        ReadError: a picture is broken; UnsupportedError: a kind that is not read.
    """
    heads = [parse_ktx2(data, name, limits) for data, name in zip(pictures, names, strict=True)]
    found: dict[int, np.ndarray] = {}
    basis = [place for place, head in enumerate(heads) if head.is_basis]
    if basis:
        chosen = [(pictures[place], heads[place], names[place]) for place in basis]
        found = dict(zip(basis, _transcoded(chosen), strict=True))
    return [
        found[place] if place in found else plain_pixels(pictures[place], head, names[place])
        for place, head in enumerate(heads)
    ]


def _transcoded(chosen: Sequence[tuple[bytes, Ktx2, str]]) -> list[np.ndarray]:
    library = find_in_packages(_LIBRARY)
    if library is None:
        raise MissingError("KTX2: expected three's Basis transcoder; npm ci --prefix viewer, or set ARKIT_NODE_MODULES")
    node = find_node("KTX2")
    with tempfile.TemporaryDirectory(prefix="arkit-") as folder:
        for place, (data, _, _) in enumerate(chosen):
            (Path(folder) / f"{place}.ktx2").write_bytes(data)
        command = [node, "-e", _SCRIPT, "--", str(library), folder, str(len(chosen)), str(_RGBA32)]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise ReadError(f"KTX2: expected pictures that decode within {_LONGEST_S} s, they did not") from error
        if run.returncode:
            raise ReadError(f"KTX2: expected pictures, the transcoder stopped ({run.stderr.strip()[-160:]})")
        told = json.loads(run.stdout)
        return [_pixels(Path(folder) / f"{place}.rgba", told[place], *chosen[place][1:]) for place in range(len(told))]


def _pixels(path: Path, told: dict[str, object], head: Ktx2, name: str) -> np.ndarray:
    if "error" in told:
        raise ReadError(f"{name}: expected a KTX2 picture, it cannot be decoded ({told['error']})")
    body = path.read_bytes()
    if len(body) != head.width * head.height * 4:
        raise ReadError(f"{name}: expected {head.width} × {head.height} pixels, got {len(body) // 4}")
    rows = np.frombuffer(body, dtype=np.uint8).reshape(head.height, head.width, 4)
    return rows if told["alpha"] else rows[..., :3]


__all__ = ["decode_ktx2"]
