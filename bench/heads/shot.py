"""Draw a head and say what is true of the picture. The renderer is the bench's own, so that nothing measures itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from arkit.color import linear_to_srgb
from arkit.frame import Camera, Frame
from arkit.spaces import apply
from bench.heads.gaze import AHEAD, Eyes
from bench.heads.model import Head, model
from bench.heads.paint import TONES, lips, skin

FINE = 3  # samples a side of a pixel: edges and masks are averages of nine
# Sun towards (camera space), its colour and the sky's, linear: window in front, window at the side, office, candle.
LIGHTS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]] = {
    "front": ((0.2, 0.35, 1.0), (0.55, 0.55, 0.55), (0.50, 0.50, 0.50)),
    "side": ((1.0, 0.3, 0.45), (0.75, 0.72, 0.68), (0.30, 0.31, 0.33)),
    "office": ((-0.2, 1.0, 0.5), (0.50, 0.52, 0.50), (0.42, 0.44, 0.44)),
    "candle": ((-0.5, 0.1, 0.8), (0.62, 0.42, 0.22), (0.26, 0.18, 0.10)),
}
_VERTEX = """
#version 410
uniform mat4 clip; uniform mat3 turn;
in vec3 position; in vec3 normal; in vec2 uv; in float kind;
out vec3 p; out vec3 n; out vec2 t; flat out int k;
void main() { p = position; n = turn * normal; t = uv; k = int(kind + 0.5); gl_Position = clip * vec4(position, 1); }
"""
_FRAGMENT = """
#version 410
uniform sampler2D albedo; uniform sampler2D lipmap;
uniform vec3 sun; uniform vec3 sun_color; uniform vec3 sky; uniform vec3 tone; uniform vec3 iris_color;
uniform vec3 pupil_r; uniform vec3 pupil_l; uniform float iris_r; uniform vec4 stick; uniform float gloss_of;
uniform vec3 gaze_r; uniform vec3 gaze_l; uniform vec4 hole_color;  // its radius last
in vec3 p; in vec3 n; in vec2 t; flat in int k;
layout(location=0) out vec4 color; layout(location=1) out vec4 truth;
void main() {
  vec3 N = normalize(n); if (!gl_FrontFacing) N = -N;
  float lip = 0.0; vec3 a = tone; float gloss = 0.03;
  if (k == 0) { a = texture(albedo, t).rgb; lip = texture(lipmap, t).r; gloss = mix(0.03, 0.06, lip);
    a = mix(a, stick.rgb, lip * stick.a); gloss *= 1.0 - lip * stick.a; }
  if (k == 1) a = mix(tone, tone * 0.12 + 0.008, smoothstep(-0.02, 0.0, p.y + 0.25 * (p.z + 0.02)));  // hair
  if (k == 2) a = vec3(0.05, 0.012, 0.012);
  if (k == 3) a = vec3(0.30, 0.09, 0.09);
  if (k == 4) a = vec3(0.62, 0.58, 0.48);
  if (k == 5) {
    vec3 q = p - (p.x < 0.0 ? pupil_r : pupil_l); vec3 g = p.x < 0.0 ? gaze_r : gaze_l; float r = length(cross(q, g));
    float edge = fwidth(r); float disc = (dot(q, g) > 0.0) ? 1.0 - smoothstep(iris_r - edge, iris_r + edge, r) : 0.0;
    float hole = 1.0 - smoothstep(hole_color.a - edge, hole_color.a + edge, r);
    a = mix(vec3(0.60, 0.57, 0.54), mix(iris_color, hole_color.rgb, hole), disc); gloss = 0.10;
  }
  float toward = max(dot(N, sun), 0.0);
  vec3 H = normalize(sun + vec3(0, 0, 1));
  float shine = pow(max(dot(N, H), 0.0), 24.0) * gloss * gloss_of * 4.0;
  float open = (k >= 2 && k <= 4) ? 0.55 : 1.0;
  vec3 light = sun_color * toward + sky * (0.75 + 0.25 * N.y);
  color = vec4(a * light * open + sun_color * shine, 1);
  truth = vec4(lip, k == 4 ? 1.0 : 0.0, 1.0, k == 5 ? 1.0 : 0.0);
}
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a picture is taken: skin tone 0…9 (TONES), a key of LIGHTS, the sensor's noise (sd in code values).

    `white` multiplies all light, the wall's too: what a white sheet shows in linear light relative to the plain lights.
    `stick` is the linear albedo of a matte, covering lipstick on the lips; None leaves them bare. `eyes` says where
    they look and what their pupils are like. `gloss` multiplies what skin, lips and eyes mirror; 0 is a dull face.
    """

    tone: int = 4
    light: str = "front"
    noise: float = 1.5
    exposure: float = 1.0
    white: tuple[float, float, float] = (1.0, 1.0, 1.0)
    stick: tuple[float, float, float] | None = None
    seed: int = 0
    time_s: float = 0.0
    gloss: float = 1.0
    eyes: Eyes = AHEAD


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture and its truth.

    Attributes:
        frame: the picture, with the camera that took it.
        T_camera_head: metres; head space as in bench.heads.model.
        lips, teeth, inside, eyes: (h, w) float32, 0…1, the part of each pixel that shows them.
        light_linear: (h, w, 3) float32, what reached the camera before noise and rounding.
    """

    frame: Frame
    head: Head
    T_camera_head: np.ndarray
    lips: np.ndarray
    teeth: np.ndarray
    inside: np.ndarray
    eyes: np.ndarray
    light_linear: np.ndarray


class Studio:
    """One OpenGL context that draws heads; use it in the thread that made it."""

    def __init__(self) -> None:
        import moderngl

        create: Any = moderngl.create_context
        self.ctx = create(standalone=True, backend="egl", require=410)
        self.program = self.ctx.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self.lips = self._texture((lips() * 255).astype(np.uint8)[..., None])
        self._skins: dict[str, Any] = {}
        self._targets: dict[tuple[int, int], Any] = {}

    def _texture(self, picture: np.ndarray) -> Any:
        rows = np.ascontiguousarray(picture[::-1])
        kind = "f1" if rows.dtype == np.uint8 else "f2"
        data = rows if kind == "f1" else rows.astype(np.float16)
        texture = self.ctx.texture(rows.shape[1::-1], rows.shape[2], data.tobytes(), dtype=kind)
        texture.build_mipmaps()
        return texture

    def _target(self, size: tuple[int, int]) -> Any:
        if size not in self._targets:
            colors = [self.ctx.texture(size, 4, dtype="f2"), self.ctx.texture(size, 4, dtype="f1")]
            self._targets[size] = self.ctx.framebuffer(colors, self.ctx.depth_renderbuffer(size))
        return self._targets[size]

    def shoot(
        self,
        head: Head,
        T_camera_head: np.ndarray,
        camera: Camera,
        setting: Setting | None = None,
    ) -> Shot:
        """Draw one picture of a head that stands at `T_camera_head`."""
        setting = setting or Setting()
        hexa = TONES[setting.tone]
        if hexa not in self._skins:
            picture = skin(hexa)
            self._skins[hexa] = (self._texture(picture), picture[200, 1000].copy())
        albedo, plain = self._skins[hexa]
        size = (camera.width * FINE, camera.height * FINE)
        target = self._target(size)
        target.use()
        target.clear(0, 0, 0, 0)
        self.ctx.enable(self.ctx.DEPTH_TEST)
        albedo.use(0)
        self.lips.use(1)
        self._uniforms(head, T_camera_head, camera, setting.light, plain)
        right, left = setting.eyes.directions(head.pupils_m, T_camera_head)
        self.program["gaze_r"].value, self.program["gaze_l"].value = tuple(right), tuple(left)
        self.program["hole_color"].value = (*setting.eyes.pupil_linear, setting.eyes.pupil_m / 2)
        self.program["gloss_of"].value = setting.gloss
        self.program["stick"].value = (*setting.stick, 1.0) if setting.stick else (0.0, 0.0, 0.0, 0.0)
        buffer = self.ctx.buffer(_corners(head).tobytes())
        mesh = self.ctx.vertex_array(self.program, [(buffer, "3f 3f 2f 1f", "position", "normal", "uv", "kind")])
        mesh.render()
        color = np.frombuffer(target.read(components=4, attachment=0, dtype="f2"), np.float16)
        truth = np.frombuffer(target.read(components=4, attachment=1, dtype="f1"), np.uint8)
        mesh.release()
        buffer.release()
        shape = (size[1], size[0], 4)
        seen = _averaged(color.reshape(shape)[::-1].astype(np.float32), camera)
        masks = _averaged(truth.reshape(shape)[::-1].astype(np.float32) / 255, camera)
        frame, light = _exposed(seen, masks[..., 2], camera, setting)
        return Shot(frame, head, T_camera_head, masks[..., 0], masks[..., 1], masks[..., 2], masks[..., 3], light)

    def _uniforms(self, head: Head, T_camera_head: np.ndarray, camera: Camera, light: str, plain: np.ndarray) -> None:
        toward, sun, sky = LIGHTS[light]
        values = {
            "clip": _clip(camera) @ T_camera_head,
            "turn": T_camera_head[:3, :3],
            "sun": np.array(toward) / np.linalg.norm(toward),
            "sun_color": np.array(sun) * 1.15,
            "sky": np.array(sky) * 1.15,
            "tone": plain,
            "iris_color": np.array([0.06, 0.035, 0.02]),
            "pupil_r": head.pupils_m[0],
            "pupil_l": head.pupils_m[1],
        }
        for name, value in values.items():
            self.program[name].write(np.asarray(value, dtype=np.float32).T.tobytes())
        self.program["iris_r"].value = head.iris_m / 2
        self.program["albedo"].value, self.program["lipmap"].value = 0, 1


def _clip(camera: Camera) -> np.ndarray:
    """(4, 4) projection with depth from 5 cm to 5 m."""
    near, far = 0.05, 5.0
    return np.array(
        [
            [2 * camera.fx / camera.width, 0, 1 - 2 * camera.cx / camera.width, 0],
            [0, 2 * camera.fy / camera.height, 2 * camera.cy / camera.height - 1, 0],
            [0, 0, -(far + near) / (far - near), -2 * far * near / (far - near)],
            [0, 0, -1, 0],
        ]
    )


def _corners(head: Head) -> np.ndarray:
    """(n, 9) float32: position, normal, uv, class of every triangle's corner."""
    held = model()
    kept = ~((held["triangles"] >= 24591) & (held["triangles"] <= 25350)).any(axis=1)
    kept &= held["triangle_material"] != 11  # lash cards need an alpha picture, which the model does not bring
    triangles, places = held["triangles"][kept], held["triangles_uv"][kept]
    names = held["triangle_material"][kept]
    points = head.positions_m
    first = points[triangles[:, 0]]
    faces = np.cross(points[triangles[:, 1]] - first, points[triangles[:, 2]] - first)
    normals = np.zeros_like(points)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], faces)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    kinds = np.array([0, 1, 3, 4, 5, 5, 5, 5, 0, 0, 0, 0])[names]  # face, back, gums, teeth, eyes; mouth is 2
    socket = ((triangles >= 11248) & (triangles <= 13293)).all(axis=1)
    kinds = np.where(socket, 2, kinds)
    flat = triangles.reshape(-1)
    parts = (points[flat], normals[flat], held["uv"][places.reshape(-1)], np.repeat(kinds, 3)[:, None])
    return np.concatenate(parts, axis=1).astype(np.float32)


def _averaged(picture: np.ndarray, camera: Camera) -> np.ndarray:
    return cv2.resize(picture, (camera.width, camera.height), interpolation=cv2.INTER_AREA)


def _exposed(seen: np.ndarray, inside: np.ndarray, camera: Camera, setting: Setting) -> tuple[Frame, np.ndarray]:
    """The head before a plain wall, as the sensor codes it, and the light (h, w, 3) before that."""
    wall = np.linspace(0.42, 0.30, camera.height)[:, None, None] * np.array([1.0, 0.98, 0.94])
    light = (seen[..., :3] + (1 - inside[..., None]) * wall) * setting.exposure * np.array(setting.white)
    rng = np.random.default_rng(setting.seed)
    codes = linear_to_srgb(np.clip(light, 0, 1)) * 255 + rng.normal(0, setting.noise, light.shape)
    pixels = np.clip(np.round(codes), 0, 255).astype(np.uint8)
    return Frame(pixels, setting.time_s, camera), light.astype(np.float32)


def ears_px(shot: Shot) -> dict[str, np.ndarray]:
    """Ear tops and lobes in camera space: {"top": (2, 3), "lobe": (2, 3)} metres, subject's right first."""
    head = shot.head
    return {"top": apply(shot.T_camera_head, head.ear_tops_m), "lobe": apply(shot.T_camera_head, head.ear_lobes_m)}


__all__ = ["LIGHTS", "TONES", "Setting", "Shot", "Studio", "ears_px"]
