"""Files other people made, where they lie beside the repository (ARKIT_TEST_DATA or ../shared/data)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from arkit.document import bounds, variant_names
from arkit.io import read, write_glb
from arkit.transforms import apply, narrow, normals, prune, quantize, reorder, weld

DATA = Path(os.environ.get("ARKIT_TEST_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
MODELS = "SheenChair ChairDamaskPurplegold GlamVelvetSofa ToyCar DiffuseTransmissionPlant BoomBoxWithAxes".split()
pytestmark = pytest.mark.data


def found(*parts: str) -> Path:
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not there: set ARKIT_TEST_DATA")
    return path


def kept(gltf: Any) -> dict[str, Any]:
    """What no transform here may change: materials, animations, cameras, variants, extensions."""
    keys = ("animations", "cameras", "extensions", "materials")
    return {key: len(gltf.get(key, [])) if key == "animations" else gltf.get(key) for key in keys}


@pytest.mark.parametrize("name", MODELS)
def test_models_keep_everything_and_their_size(tmp_path: Path, name: str) -> None:
    source = read(found("models", f"{name}.glb"))
    small = apply(source.document, weld(), normals(), reorder(), quantize(), narrow(), prune())
    size = write_glb(small, tmp_path / "out.glb", meshopt=True)
    back = read(tmp_path / "out.glb")
    assert size < source.file_bytes
    assert back.triangles == source.triangles
    assert json.dumps(kept(back.document.gltf)) == json.dumps(kept(source.document.gltf))
    assert variant_names(back.document) == variant_names(source.document)
    assert back.document.images == source.document.images
    used = set(source.document.gltf.get("extensionsUsed", [])) | {"KHR_mesh_quantization"}
    assert set(back.document.gltf["extensionsUsed"]) == used
    assert np.abs(np.array(bounds(back.document)) - bounds(source.document)).max() < 6e-5
