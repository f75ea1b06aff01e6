"""Make-up on heads whose parts are known: what is painted where nothing belongs, and what of the skin's texture stays.

Truth: which pixels show eyes, lips, teeth and head at all. A part's core is what lies a pixel and a half or more inside
it, so that a soft edge counts for neither side. Pictures: ten tones, four lights, yaw 0, 20 and 45 degrees both ways.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.face.makeup import paint_makeup
from arkit.face.track.detect import Tracker
from arkit.frame import Frame, camera_from_fov, project
from arkit.look import Makeup, Region
from arkit.spaces import apply
from bench.heads.plan import FOV_Y_RAD, Taken, take
from bench.heads.rows import Seen, see
from bench.heads.shot import LIGHTS, TONES, Setting, Studio
from bench.tryon_rows import Row

YAWS_DEG = (0.0, 20.0, -20.0, 45.0, -45.0)
PICTURES_A_HEAD = 2
PUPIL_M = 0.0019  # radius, as bench.heads.shot draws it
PAINTED = 13  # a mask above this, of 255, is seen
LOOK: dict[Region, Makeup] = {
    "foundation": Makeup("foundation", "#C9A083"),
    "contour": Makeup("contour", "#7A5540"),
    "bronzer": Makeup("bronzer", "#A0673F"),
    "blush": Makeup("blush", "#CF5F68"),
    "highlighter": Makeup("highlighter", "#F6E2C6", "shimmer"),
    "brows": Makeup("brows", "#33251C"),
    "eyeshadow": Makeup("eyeshadow", "#9A6A4A", "satin", colors=("#4A2A28", "#EFD8BC")),
    "eyeliner": Makeup("eyeliner", "#14100E", wing=0.5, lids="both"),
    "mascara": Makeup("mascara", "#0F0C0B"),
    "iris": Makeup("iris", "#4F7FA0"),
}
EIGHT: tuple[Region, ...] = (
    "foundation",
    "blush",
    "highlighter",
    "brows",
    "eyeshadow",
    "eyeliner",
    "mascara",
)


@dataclass(frozen=True, slots=True)
class MakeupFigures:
    """One picture, every region at full strength by itself.

    Attributes:
        eyes_kept: least share of the eyes' core that shadow, liner, mascara and foundation leave alone.
        lips_kept: share of the lips' core that foundation and powders leave alone.
        teeth_painted: pixels of teeth that any of them paints.
        off_head: share of all that is painted that lies beside the head.
        iris_out: pixels of iris colour where no eye is.
        iris_iou: of the painted irises against the drawn ones; the drawn pupils belong to both.
        texture: correlation of the skin's fine relief before and after foundation.
        changed_outside: pixels changed where the mask is 0.
    """

    tone: int
    yaw_deg: float
    eyes_kept: float
    lips_kept: float
    teeth_painted: int
    off_head: float
    iris_out: int
    iris_iou: float
    texture: float
    changed_outside: int


def pictures(heads: range) -> Iterator[Taken]:
    """Which pictures are taken: tones, lights and turns go round."""
    for seed in heads:
        for place in range(PICTURES_A_HEAD):
            turn = YAWS_DEG[(seed + place) % len(YAWS_DEG)]
            light = tuple(LIGHTS)[(seed // 2 + place) % len(LIGHTS)]
            setting = Setting((seed + 3 * place) % len(TONES), light, seed=seed * 100 + place)
            expression = ("neutral", "smile", "open", "grin")[(seed // 3 + place) % 4]
            yield Taken(seed, expression, (3.0 * (place - 1), turn, 2.0 * place), (0.0, 0.0, -0.40), setting)


def measure(seen: Seen) -> MakeupFigures:
    """The figures of one picture."""
    shot, points = seen.shot, seen.face.track.landmarks_px
    worn = {region: paint_makeup(shot.frame, points, makeup) for region, makeup in LOOK.items()}
    masks = {region: mask for region, (_, mask) in worn.items()}
    outside = sum(
        int(((frame.pixels != shot.frame.pixels).any(axis=2) & (mask == 0)).sum()) for frame, mask in worn.values()
    )
    eyes, lips, head = _core(shot.eyes), _core(shot.lips), shot.inside > 0.02
    over_eyes = [_kept(masks[region], eyes) for region in ("eyeshadow", "eyeliner", "mascara", "foundation", "blush")]
    over_lips = [_kept(masks[region], lips) for region in ("foundation", "bronzer", "blush", "highlighter")]
    skin = [mask.astype(np.float64) for region, mask in masks.items() if region != "iris"]
    total = sum(float(mask.sum()) for mask in skin)
    disc, pupils = _irises(seen)
    iris = (masks["iris"] > 90) | pupils
    return MakeupFigures(
        tone=seen.taken.setting.tone,
        yaw_deg=seen.taken.angles_deg[1],
        eyes_kept=min(over_eyes),
        lips_kept=min(over_lips),
        teeth_painted=int(sum(((mask > PAINTED) & (_core(shot.teeth))).sum() for mask in masks.values())),
        off_head=sum(float(mask[~head].sum()) for mask in skin) / max(total, 1.0),
        iris_out=int(((masks["iris"] > PAINTED) & (shot.eyes < 0.01)).sum()),
        iris_iou=float((iris & disc).sum() / max((iris | disc).sum(), 1)),
        texture=_texture(shot.frame, worn["foundation"][0], masks["foundation"]),
        changed_outside=outside,
    )


def rows(heads: range) -> Iterable[Row]:
    """The rows of make-up beyond lips."""
    camera = camera_from_fov(1280, 960, FOV_Y_RAD)
    found = [measure(seen) for seen in see(pictures(heads), camera=camera) if isinstance(seen, Seen)]
    tones = [one.tone for one in found]
    told = f"{len(heads)} heads, {len(found)} pictures at 1280x960, ten regions"
    yield Row(
        "eyes left alone by shadow, liner, mascara",
        [100 * one.eyes_kept for one in found],
        98.0,
        "%",
        sense="at least",
        tones=tones,
        detail=told,
    )
    yield Row(
        "lips left alone by powders",
        [100 * one.lips_kept for one in found],
        98.0,
        "%",
        sense="at least",
        tones=tones,
        detail=told,
    )
    yield Row("teeth painted by powders", [one.teeth_painted for one in found], 0.0, "px", "worst", detail=told)
    yield Row("make-up beside the head", [100 * one.off_head for one in found], 0.5, "%", tones=tones, detail=told)
    yield Row("iris colour outside the eyes", [one.iris_out for one in found], 0.0, "px", detail=told)
    yield Row(
        "iris colour against the iris, IoU",
        [one.iris_iou for one in found],
        0.85,
        sense="at least",
        tones=tones,
        detail=told,
    )
    yield Row(
        "skin's fine relief under foundation",
        [one.texture for one in found],
        0.95,  # rounding to bytes alone takes 0.02 to 0.04 of so calm a skin's relief; smoothing would leave 0.5
        "correlation",
        sense="at least",
        tones=tones,
        detail=told,
    )
    yield Row("pixels changed outside make-up's mask", [one.changed_outside for one in found], 0.0, "px", "worst")
    yield from _times()


def _times() -> Iterator[Row]:
    """What regions cost at 640x480, CPU milliseconds, and of a full look on a photo; `pace` has the video's."""
    shot = take(Studio(), Taken(0, "neutral", (0.0, 5.0, 0.0), (0.0, 0.0, -0.45), Setting(4)))
    with Tracker(video=True) as tracker:
        for _ in range(3):
            raw = tracker.detect(shot.frame)[0]
        alone = _milliseconds(lambda: tracker.detect(shot.frame))
    full = [*(LOOK[region] for region in EIGHT), Makeup("lips", "#A2253B", "satin")]
    for region, makeup in LOOK.items():
        spent = _milliseconds(lambda one=makeup: paint_makeup(shot.frame, raw.landmarks_px, one))
        yield Row(f"{region} alone, CPU time", spent, None, "ms", "median", detail="640x480")
    spent = _milliseconds(lambda: paint_makeup(shot.frame, raw.landmarks_px, full))
    ratio = [(one + float(np.median(alone))) / float(np.median(alone)) for one in spent]
    detail = f"640x480: make-up {np.median(spent):.1f} ms, tracker {np.median(alone):.1f} ms"
    yield Row("full look of 8 on a photo, over the tracker", ratio, None, "x", "median", detail=detail)


def _milliseconds(run: object, rounds: int = 15) -> list[float]:
    found = []
    for _ in range(rounds):
        start = time.process_time()
        run()  # type: ignore[operator]
        found.append(1000 * (time.process_time() - start))
    return found


def _core(part: np.ndarray) -> np.ndarray:
    """(h, w) bool: surely inside a part."""
    full = (part > 0.98).astype(np.uint8)
    return cv2.erode(full, np.ones((3, 3), np.uint8)) > 0


def _kept(mask: np.ndarray, core: np.ndarray) -> float:
    count = int(core.sum())
    return 1.0 if not count else 1 - int((core & (mask > PAINTED)).sum()) / count


def _irises(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """(h, w) bool each: the drawn irises with their pupils, and the pupils alone, where eyes are seen.

    A ring lies on the eyeball's outer surface where the shader draws it, which is not equally far forward all around:
    as one flat ring half a millimetre too far forward it lay beside the drawn disc on turned heads.
    """
    shot = seen.shot
    camera = shot.frame.camera
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    found = np.zeros(shot.eyes.shape, dtype=np.uint8)
    shells = shot.head.positions_m[21451:24591]
    for pupil in shot.head.pupils_m:
        from_pupil = shells - pupil
        front = from_pupil[from_pupil[:, 2] > 0]
        for radius, value in ((shot.head.iris_m / 2, 1), (PUPIL_M, 2)):
            flat = radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
            ring = np.column_stack([flat, [_forward_m(front, at) for at in flat]])
            places = project(camera, apply(shot.T_camera_head, pupil + ring))
            cv2.fillPoly(found, [np.round((places - 0.5) * 16).astype(np.int32)], value, cv2.LINE_8, 4)
    return (found > 0) & (shot.eyes > 0.5), (found == 2) & (shot.eyes > 0.5)


def _forward_m(surface_m: np.ndarray, at_m: np.ndarray) -> float:
    """How far forward the outermost of an eye's shells lies at a place (2,): the plane through what is near."""
    near = surface_m[np.argsort(np.hypot(*(surface_m[:, :2] - at_m).T))[:16]]
    outer = near[near[:, 2] > near[:, 2].max() - 0.0011]  # the next shell lies 1.4 mm below
    matrix = np.column_stack([np.ones(len(outer)), outer[:, :2] - at_m])
    return float(np.linalg.lstsq(matrix, outer[:, 2], rcond=None)[0][0])


def _texture(before: Frame, after: Frame, mask: np.ndarray) -> float:
    """Correlation of what is finer than two pixels in the logarithm of luminance, on well covered skin."""
    fine = []
    for frame in (before, after):
        light = np.log(srgb_to_linear(frame.pixels / 255) @ LUMINANCE_RGB + 1e-4)
        fine.append((light - cv2.GaussianBlur(light, (0, 0), 2.0))[mask > 200])
    return float(np.corrcoef(fine[0], fine[1])[0, 1]) if len(fine[0]) > 100 else float("nan")


__all__ = ["LOOK", "MakeupFigures", "measure", "pictures", "rows"]
