"""Draw a room with OpenGL: shadow maps for sun and lamp, a mirrored pass for glossy floors. The bench's own shaders.

What arkit.draw does is not used here, so that nothing measures itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from arkit.color import srgb_to_linear
from arkit.frame import Camera
from bench.rooms.finishes import LAYERS, PRINTED, SIZE_PX, painted
from bench.rooms.plan import Plan
from bench.rooms.scene import Soup

FINE = 2  # samples a side of a pixel
SUN_PX, BULB_PX = 2048, 1024
_VERTEX = """
#version 410
uniform mat4 clip; uniform float mirror;
in vec3 position; in vec3 normal; in vec2 uv; in float layer; in vec3 tint; in vec2 shine;
in vec3 light; in float number;
out vec3 p; out vec3 n; out vec3 t; out vec3 a; out vec2 s; out vec3 e; flat out float k;
void main() { p = position; n = normal; t = vec3(uv, layer); a = tint; s = shine; e = light; k = number;
  vec4 at = vec4(position, 1); at.y *= mirror; gl_Position = clip * at; }
"""
_FRAGMENT = """
#version 410
uniform sampler2DArray textures; uniform sampler2DShadow sunmap; uniform sampler2DShadow bulbmap;
uniform sampler2D mirrored; uniform vec2 size; uniform float mirror;
uniform mat4 sunclip; uniform vec3 sun; uniform vec3 sun_rgb; uniform vec3 bulb; uniform vec3 bulb_rgb;
uniform vec3 eye;
in vec3 p; in vec3 n; in vec3 t; in vec3 a; in vec2 s; in vec3 e; flat in float k;
layout(location=0) out vec4 color;
const float FAR = 14.0, NEAR = 0.05;
float seen_by_sun(vec3 q) {
  vec4 c = sunclip * vec4(q, 1); vec3 w = c.xyz * 0.5 + 0.5; float px = 1.2 / SUNPX; float v = 0.0;
  for (int i = 0; i < 4; i++) v += texture(sunmap, vec3(w.xy + px * (vec2(i & 1, i >> 1) - 0.5), w.z - 0.0004));
  return v * 0.25;
}
float seen_by_bulb(vec3 q) {
  vec3 d = q - bulb, m = abs(d); float major = max(m.x, max(m.y, m.z)); int face; vec2 uv;
  if (m.x >= m.y && m.x >= m.z) { face = d.x > 0.0 ? 0 : 1; uv = vec2(d.x > 0.0 ? -d.z : d.z, d.y); }
  else if (m.y >= m.z) { face = d.y > 0.0 ? 2 : 3; uv = vec2(d.x, d.y > 0.0 ? -d.z : d.z); }
  else { face = d.z > 0.0 ? 4 : 5; uv = vec2(d.z > 0.0 ? d.x : -d.x, d.y); }
  uv = clamp(uv / major * 0.5 + 0.5, 1.5 / BULBPX, 1.0 - 1.5 / BULBPX);
  float z = (FAR + NEAR) / (FAR - NEAR) - 2.0 * FAR * NEAR / ((FAR - NEAR) * major); z = z * 0.5 + 0.5 - 0.00008;
  vec2 cell = vec2(face % 3, face / 3); float px = 1.1 / BULBPX; float v = 0.0;
  for (int i = 0; i < 4; i++) { vec2 o = clamp(uv + px * (vec2(i & 1, i >> 1) - 0.5), 0.001, 0.999);
    v += texture(bulbmap, vec3((cell + o) / vec2(3, 2), z)); }
  return v * 0.25;
}
void main() {
  if (mirror < 0.0 && p.y < 0.002) discard;
  vec3 view = normalize(eye - p), N = normalize(n); if (dot(N, view) < 0.0) N = -N;
  vec3 albedo = texture(textures, t).rgb * a; vec3 E = e, spark = vec3(0);
  if (dot(sun_rgb, vec3(1)) > 0.0) { float f = dot(N, sun);
    if (f > 0.0) { float v = seen_by_sun(p + 0.006 * N); E += sun_rgb * f * v / 3.14159;
      spark += sun_rgb * v * pow(max(dot(reflect(-sun, N), view), 0.0), 60.0); } }
  if (dot(bulb_rgb, vec3(1)) > 0.0) { vec3 d = bulb - p; float r2 = dot(d, d); d *= inversesqrt(r2);
    float f = dot(N, d);
    if (f > 0.0) { float v = seen_by_bulb(p + 0.008 * N); E += bulb_rgb * f * v / r2 / 3.14159;
      spark += bulb_rgb / r2 * v * pow(max(dot(reflect(-d, N), view), 0.0), 60.0); } }
  float fresnel = 0.04 + 0.96 * pow(clamp(1.0 - dot(N, view), 0.0, 1.0), 5.0);  // rounding: below 0 is no number
  vec3 c = albedo * (E + s.y);
  if (k < 1.5 && s.x > 0.0 && mirror > 0.0)
    c = mix(c, texture(mirrored, gl_FragCoord.xy / size).rgb, s.x * fresnel);
  else c += s.x * (0.5 * spark * fresnel + 0.35 * fresnel * e);
  color = vec4(c, k);
}
"""
_TRUTH = """
#version 410
uniform mat4 view; in vec3 p; flat in float k; layout(location=0) out vec2 truth;
void main() { truth = vec2(-(view * vec4(p, 1)).z, k); }
"""
_SCREEN = "#version 410\nvoid main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0, 1); }"
_RESOLVE = """
#version 410
uniform sampler2D fine; layout(location=0) out vec4 color;
void main() { ivec2 at = ivec2(gl_FragCoord.xy) * 2;
  color = 0.25 * (texelFetch(fine, at, 0) + texelFetch(fine, at + ivec2(1, 0), 0)
    + texelFetch(fine, at + ivec2(0, 1), 0) + texelFetch(fine, at + ivec2(1, 1), 0)); }
"""
_SHADOW = "#version 410\nuniform mat4 clip; in vec3 position; void main() { gl_Position = clip * vec4(position, 1); }"
_FORMAT = ("3f 3f 2f 1f 3f 2f 3f 1f", "position", "normal", "uv", "layer", "tint", "shine", "light", "number")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came out of the card: linear light (h, w, 3) float32, depth along the axis (h, w), ids (h, w) uint8."""

    light: np.ndarray
    depth_m: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A room ready to be drawn: plan, triangles, the light (n, 3) at their vertices, what is printed on sheets."""

    plan: Plan
    soup: Soup
    light: np.ndarray
    prints: dict[str, np.ndarray]


class Studio:
    """One OpenGL context that draws rooms; use it in the thread that made it."""

    def __init__(self) -> None:
        import moderngl

        create: Any = moderngl.create_context
        self.ctx = create(standalone=True, backend="egl", require=410)
        fragment = _FRAGMENT.replace("SUNPX", f"{SUN_PX}.0").replace("BULBPX", f"{BULB_PX}.0")
        self.program = self.ctx.program(vertex_shader=_VERTEX, fragment_shader=fragment)
        self.truth = self.ctx.program(vertex_shader=_VERTEX, fragment_shader=_TRUTH)
        self.shadow = self.ctx.program(vertex_shader=_SHADOW, fragment_shader="#version 410\nvoid main() {}")
        self.resolve = self.ctx.vertex_array(self.ctx.program(vertex_shader=_SCREEN, fragment_shader=_RESOLVE), [])
        pictures = np.ascontiguousarray(_linear(painted())[:, ::-1])
        self.textures = self.ctx.texture_array((SIZE_PX, SIZE_PX, len(LAYERS)), 3, pictures.tobytes())
        self.textures.build_mipmaps()
        self.textures.anisotropy = 8.0
        self._prints: tuple[bytes, ...] = ()
        self._targets: dict[tuple[int, int, str], Any] = {}
        self._maps = {"sun": self._map((SUN_PX, SUN_PX)), "bulb": self._map((3 * BULB_PX, 2 * BULB_PX))}
        self._held: Ready | None = None
        self._buffers: list[Any] = []
        self.ctx.enable(self.ctx.DEPTH_TEST)

    def _map(self, size: tuple[int, int]) -> tuple[Any, Any]:
        texture = self.ctx.depth_texture(size)
        texture.compare_func = "<="
        texture.repeat_x = texture.repeat_y = False
        return texture, self.ctx.framebuffer(depth_attachment=texture)

    def _target(self, size: tuple[int, int], kind: str) -> Any:
        key = (*size, kind)
        if key not in self._targets:
            if len(self._targets) > 8:
                for old in self._targets.values():
                    old.release()
                self._targets.clear()
            texture = self.ctx.texture(size, 4 if kind == "f2" else 2, dtype=kind)
            self._targets[key] = self.ctx.framebuffer([texture], self.ctx.depth_renderbuffer(size))
        return self._targets[key]

    def _print_on(self, pictures: dict[str, np.ndarray]) -> None:
        """Fill the printed layers with (SIZE_PX, SIZE_PX, 3) uint8 sRGB pictures."""
        for name in PRINTED:
            if name in pictures:
                data = np.ascontiguousarray(_linear(pictures[name])[::-1])
                self.textures.write(data.tobytes(), viewport=(0, 0, LAYERS.index(name), SIZE_PX, SIZE_PX, 1))
        if pictures:
            self.textures.build_mipmaps()
            self.textures.anisotropy = 8.0

    def bring(self, ready: Ready) -> None:
        """Bring a room to the card and draw its shadow maps, unless it is the one that is there."""
        if self._held is ready:
            return
        for buffer in self._buffers:
            buffer.release()
        soup, column = ready.soup, (lambda values: values[:, None])
        shine = np.stack([soup.gloss, soup.glow], axis=1)
        parts = (soup.positions_m, soup.normals, soup.uv, column(soup.layer), soup.tint, shine, ready.light)
        rows = np.concatenate([*parts, column(soup.number)], axis=1).astype(np.float32)
        orders = (soup.triangles, soup.triangles[soup.blocks])
        self._buffers = [self.ctx.buffer(rows.tobytes())]
        self._buffers += [self.ctx.buffer(order.astype(np.int32).tobytes()) for order in orders]
        self._held, self.plan = ready, ready.plan
        self._print_on(ready.prints)
        self._shade(soup, self._buffers[0], self._buffers[2])

    def _shade(self, soup: Soup, data: Any, blocks: Any) -> None:
        """Draw the depth maps of sun and bulb."""
        caster = self.ctx.vertex_array(self.shadow, [(data, "3f 60x", "position")], blocks)
        lamp = self.plan.lamp
        low, high = soup.positions_m.min(axis=0), soup.positions_m.max(axis=0)
        self.sunclip = np.eye(4)
        if lamp.sun_direction is not None:
            self.sunclip = _ortho(lamp.sun_direction, low, high)
            target = self._maps["sun"][1]
            target.use()
            target.clear()
            self.shadow["clip"].write(self.sunclip.astype("f4").T.tobytes())
            caster.render()
        if lamp.bulb_m is not None and lamp.bulb_rgb.any():
            target = self._maps["bulb"][1]
            target.use()
            target.clear()
            for face, clip in enumerate(_cube(lamp.bulb_m)):
                target.viewport = ((face % 3) * BULB_PX, (face // 3) * BULB_PX, BULB_PX, BULB_PX)
                self.shadow["clip"].write(clip.astype("f4").T.tobytes())
                caster.render()
        caster.release()

    def draw(self, camera: Camera, T_camera_room: np.ndarray) -> Drawn:
        """Light, depth and ids of the loaded room through a pinhole."""
        data, index, _ = self._buffers
        glossy = self.plan.floor.gloss > 0
        clip = _perspective(camera) @ T_camera_room
        eye = -T_camera_room[:3, :3].T @ T_camera_room[:3, 3]
        fine = (camera.width * FINE, camera.height * FINE)
        scene = self.ctx.vertex_array(self.program, [(data, *_FORMAT)], index)
        self._uniforms(eye)
        if glossy:
            half = (camera.width // 2, camera.height // 2)
            picture = self._pass(scene, half, clip, mirror=-1.0)
            soft = cv2.GaussianBlur(picture[..., :3], (0, 0), 2.0)
            reflection = self.ctx.texture(
                half, 3, np.ascontiguousarray(soft).astype(np.float16).tobytes(), dtype="f2", alignment=1
            )
            reflection.use(3)
        self._render(scene, fine, clip, mirror=1.0)
        light = self._resolved(fine, (camera.width, camera.height))
        if glossy:
            reflection.release()
        scene.release()
        depth, ids = self._truth(camera, T_camera_room, clip)
        return Drawn(light, depth, ids)

    def _render(self, scene: Any, size: tuple[int, int], clip: np.ndarray, *, mirror: float) -> Any:
        target = self._target(size, "f2")
        target.use()
        target.viewport = (0, 0, *size)
        target.clear(0.0, 0.0, 0.0, 0.0)
        self.program["clip"].write(clip.astype("f4").T.tobytes())
        self.program["mirror"].value, self.program["size"].value = mirror, size
        scene.render()
        return target

    def _pass(self, scene: Any, size: tuple[int, int], clip: np.ndarray, *, mirror: float) -> np.ndarray:
        data = np.frombuffer(self._render(scene, size, clip, mirror=mirror).read(components=4, dtype="f2"), np.float16)
        return data.reshape(size[1], size[0], 4).astype(np.float32)

    def _resolved(self, fine: tuple[int, int], size: tuple[int, int]) -> np.ndarray:
        """(h, w, 3) float32: the mean of the samples of each pixel."""
        self._target(fine, "f2").color_attachments[0].use(0)
        target = self._target(size, "f2")
        target.use()
        self.ctx.disable(self.ctx.DEPTH_TEST)
        self.resolve.render(self.ctx.TRIANGLES, vertices=3)
        self.ctx.enable(self.ctx.DEPTH_TEST)
        data = np.frombuffer(target.read(components=3, dtype="f2", alignment=1), np.float16)
        return data.reshape(size[1], size[0], 3)[::-1].astype(np.float32)

    def _truth(self, camera: Camera, T_camera_room: np.ndarray, clip: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        data, index, _ = self._buffers
        scene = self.ctx.vertex_array(self.truth, [(data, "3f 56x 1f", "position", "number")], index)
        target = self._target((camera.width, camera.height), "f4")
        target.use()
        target.clear(0.0, 0.0, 0.0, 0.0)
        self.truth["clip"].write(clip.astype("f4").T.tobytes())
        self.truth["view"].write(T_camera_room.astype("f4").T.tobytes())
        self.truth["mirror"].value = 1.0
        scene.render()
        both = np.frombuffer(target.read(components=2, dtype="f4"), np.float32).reshape(camera.height, camera.width, 2)[
            ::-1
        ]
        scene.release()
        return both[..., 0].copy(), np.round(both[..., 1]).astype(np.uint8)

    def _uniforms(self, eye: np.ndarray) -> None:
        lamp = self.plan.lamp
        sun = np.zeros(3) if lamp.sun_direction is None else lamp.sun_direction
        bulb = np.zeros(3) if lamp.bulb_m is None else lamp.bulb_m
        values = {
            "sunclip": self.sunclip,
            "sun": sun,
            "sun_rgb": lamp.sun_rgb,
            "bulb": bulb,
            "bulb_rgb": lamp.bulb_rgb,
            "eye": eye,
        }
        for name, value in values.items():
            self.program[name].write(np.asarray(value, dtype=np.float32).T.tobytes())
        for unit, name in enumerate(("textures", "sunmap", "bulbmap", "mirrored")):
            self.program[name].value = unit
        self.textures.use(0)
        self._maps["sun"][0].use(1)
        self._maps["bulb"][0].use(2)


def _linear(pictures: np.ndarray) -> np.ndarray:
    """uint8 sRGB to uint8 linear: mip levels must average light, or a marker's black edge would move."""
    return np.round(srgb_to_linear(np.arange(256) / 255) * 255).astype(np.uint8)[pictures]


def _perspective(camera: Camera, near: float = 0.05, far: float = 25.0) -> np.ndarray:
    """(4, 4) projection of our camera."""
    return np.array(
        [
            [2 * camera.fx / camera.width, 0, 1 - 2 * camera.cx / camera.width, 0],
            [0, 2 * camera.fy / camera.height, 2 * camera.cy / camera.height - 1, 0],
            [0, 0, -(far + near) / (far - near), -2 * far * near / (far - near)],
            [0, 0, -1, 0],
        ]
    )


def _ortho(toward: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(4, 4) parallel projection along the sun that holds a box."""
    side = np.cross([0.0, 1.0, 0.0], toward)
    side /= np.linalg.norm(side)
    R = np.stack([side, np.cross(toward, side), toward])
    corners = (
        np.array([(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]) @ R.T
    )
    least, most = corners.min(axis=0) - 0.05, corners.max(axis=0) + 0.05
    scale = 2 / (most - least)
    matrix = np.eye(4)
    matrix[:3, :3] = R * (scale * np.array([1, 1, -1]))[:, None]
    matrix[:3, 3] = -(most + least) / (most - least) * np.array([1, 1, -1])
    return matrix


def _cube(at: np.ndarray) -> list[np.ndarray]:
    """(4, 4) projections of the six faces around a point, in the order and turn that the shader reads them."""
    faces = [((0, 0, -1), (0, 1, 0), (1, 0, 0)), ((0, 0, 1), (0, 1, 0), (-1, 0, 0)), ((1, 0, 0), (0, 0, -1), (0, 1, 0))]
    faces += [
        ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    ]
    near, far, found = 0.05, 14.0, []
    for right, up, toward in faces:
        rows = np.stack([right, up, -np.array(toward)]).astype(np.float64)
        view = np.eye(4)
        view[:3, :3], view[:3, 3] = rows, -rows @ at
        lens = np.array(
            [
                [1, 0, 0, 0],
                [0, 1, 0, 0],
                [0, 0, -(far + near) / (far - near), -2 * far * near / (far - near)],
                [0, 0, -1, 0],
            ]
        )
        found.append(lens @ view)
    return found


__all__ = ["FINE", "Drawn", "Studio"]
