/** The hall itself: floor, walls, a ceiling with luminous panels, pedestals; daylight and soft shadows baked in. */
import {
  BoxGeometry, BufferAttribute, BufferGeometry, Color, DataTexture, DataUtils, Group, HalfFloatType, LinearFilter, Mesh,
  MeshBasicMaterial, MeshStandardMaterial, RGBAFormat, Vector4, type Texture,
} from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import { bakeCorners, bakeLight, type Block, type Panel, type Surface, type Vector } from "../bake";
import { footprint } from "../island";
import { PEDESTAL_SIDE_M, type Hall, type Spot } from "../layout";
import { createBoards, TILE_M } from "./boards";
import type { Palette } from "./palette";

const TEXEL_M = 0.12;
const MOST_TEXELS = 16_000;
const SKIRTING_M = 0.07;
const PANEL_DEPTH_M = 0.16;
const FROM_FLOOR = 1.3; // a ceiling sees no panel, but the bright floor
const SHADED = 0.42; // of the room's glow, what still comes in below a thing
const LEGGY = 0.55; // share of its box that a thing with legs or a stem shades

export interface Shell {
  readonly root: Group;
  dispose(): void;
}

export function createShell(hall: Hall, palette: Palette): Shell {
  const root = new Group();
  const panels = panelsOf(hall);
  const blocks = hall.spots.flatMap(blocksOf);
  const boards = createBoards();
  const parts = [
    ...surfacesOf(hall).map(({ surface, color, map }) => createPlane(surface, color(palette), map ? boards : null, palette, panels, map ? blocks : [])),
    ...panels.map((panel) => createPanel(panel, palette)),
    ...skirtings(hall, palette),
    ...hall.spots.filter(({ on }) => on === "pedestal").map((spot) => createPedestal(spot, palette)),
  ];
  root.add(...parts);
  return {
    root,
    dispose() {
      boards.dispose();
      for (const { geometry, material } of parts) {
        geometry.dispose();
        if (material instanceof MeshBasicMaterial) material.lightMap?.dispose();
        (material as MeshBasicMaterial).dispose();
      }
    },
  };
}

/** Two long panels over the middle, as long as the hall allows. */
export function panelsOf({ minX, maxX, minZ, maxZ, height }: Hall): Panel[] {
  const [width, middle] = [maxX - minX, (minX + maxX) / 2];
  const count = Math.max(2, Math.round(width / 5.5));
  return Array.from({ length: count }, (_, index) => {
    const x = middle + ((index + 0.5) / count - 0.5) * width;
    return { minX: x - 0.75, maxX: x + 0.75, minZ: minZ + 1.3, maxZ: maxZ - 1.6, y: height };
  });
}

/** What shades the floor: a pedestal whole, furniture by as much of its box as it fills; rugs and pictures not. */
function blocksOf(spot: Spot): Block[] {
  const { x, z, halfX, halfZ } = footprint(spot);
  if (spot.on === "wall" || (spot.on === "floor" && spot.size[1] < 0.05)) return [];
  if (spot.on === "pedestal") {
    const half = PEDESTAL_SIDE_M / 2;
    return [{ low: [x - half, 0.01, z - half], high: [x + half, spot.y, z + half] }];
  }
  const slender = spot.size[1] > Math.max(spot.size[0], spot.size[2]) * 2 ? 0.3 : LEGGY ** 0.5;
  return [{ low: [x - halfX * slender, 0.02, z - halfZ * slender], high: [x + halfX * slender, spot.size[1] * 0.9, z + halfZ * slender] }];
}

interface Side {
  surface: Surface;
  color(palette: Palette): string;
  map?: boolean;
}

function surfacesOf({ minX, maxX, minZ, maxZ, height }: Hall): Side[] {
  const [w, d] = [maxX - minX, maxZ - minZ];
  const surface = (origin: Vector, u: Vector, v: Vector, normal: Vector): Surface => {
    const [a, b] = [Math.hypot(...u), Math.hypot(...v)];
    const texel = Math.max(TEXEL_M, Math.sqrt((a * b) / MOST_TEXELS)) * (normal[1] === 1 ? 1 : 2);
    return { origin, u, v, normal, columns: Math.ceil(a / texel), rows: Math.ceil(b / texel) };
  };
  const wall = (palette: Palette): string => palette.wall;
  return [
    { surface: surface([minX, 0, maxZ], [w, 0, 0], [0, 0, -d], [0, 1, 0]), color: (palette) => palette.floor, map: true },
    { surface: surface([minX, height, minZ], [w, 0, 0], [0, 0, d], [0, -1, 0]), color: (palette) => palette.ceiling },
    { surface: surface([minX, 0, minZ], [w, 0, 0], [0, height, 0], [0, 0, 1]), color: wall },
    { surface: surface([maxX, 0, maxZ], [-w, 0, 0], [0, height, 0], [0, 0, -1]), color: wall },
    { surface: surface([minX, 0, maxZ], [0, 0, -d], [0, height, 0], [1, 0, 0]), color: wall },
    { surface: surface([maxX, 0, minZ], [0, 0, d], [0, height, 0], [-1, 0, 0]), color: wall },
  ];
}

function createPlane(surface: Surface, color: string, map: Texture | null, palette: Palette, panels: readonly Panel[], blocks: readonly Block[]): Mesh<BufferGeometry, MeshBasicMaterial> {
  const material = new MeshBasicMaterial({ color, map, toneMapped: false });
  material.lightMap = lightMap(surface, palette, panels, blocks);
  material.lightMapIntensity = Math.PI;
  if (map) mirrorPanels(material, panels, palette);
  return new Mesh(planeGeometry(surface), material);
}

function planeGeometry({ origin, u, v }: Surface): BufferGeometry {
  const corner = (a: number, b: number): number[] => [0, 1, 2].map((axis) => origin[axis]! + u[axis]! * a + v[axis]! * b);
  const corners: readonly (readonly [number, number])[] = [[0, 0], [1, 0], [1, 1], [0, 1]];
  const [along, across] = [Math.hypot(...u) / TILE_M, Math.hypot(...v) / TILE_M];
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(corners.flatMap(([a, b]) => corner(a, b))), 3));
  geometry.setAttribute("uv", new BufferAttribute(new Float32Array(corners.flatMap(([a, b]) => [b * across, a * along])), 2));
  geometry.setAttribute("uv1", new BufferAttribute(new Float32Array(corners.flat()), 2));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  return geometry;
}

function lightMap(surface: Surface, { glow, daylight }: Palette, panels: readonly Panel[], blocks: readonly Block[]): DataTexture {
  const { light, open } = bakeLight(surface, panels, blocks);
  const corners = bakeCorners(surface);
  const texels = new Uint16Array(light.length * 4);
  light.forEach((value, index) => {
    const bounced = surface.normal[1] < 0 ? FROM_FLOOR : 1;
    const half = DataUtils.toHalfFloat(Math.min(1.04, glow * bounced * corners[index]! * (SHADED + (1 - SHADED) * open[index]!) + daylight * value));
    texels.set([half, half, half, DataUtils.toHalfFloat(1)], index * 4);
  });
  const texture = new DataTexture(texels, surface.columns, surface.rows, RGBAFormat, HalfFloatType);
  texture.minFilter = texture.magFilter = LinearFilter;
  texture.channel = 1;
  texture.needsUpdate = true;
  return texture;
}

/** A waxed floor mirrors the panels softly, the more the flatter one looks. */
function mirrorPanels(material: MeshBasicMaterial, panels: readonly Panel[], palette: Palette): void {
  material.onBeforeCompile = (shader) => {
    shader.uniforms["panels"] = { value: panels.map(({ minX, maxX, minZ, maxZ }) => new Vector4(minX, maxX, minZ, maxZ)) };
    shader.uniforms["panelY"] = { value: panels[0]!.y };
    shader.uniforms["sheen"] = { value: palette.sheen };
    shader.uniforms["panelColor"] = { value: new Color(palette.panel) };
    shader.vertexShader = shader.vertexShader
      .replace("#include <common>", "#include <common>\nvarying vec3 vFloor;")
      .replace("#include <begin_vertex>", "#include <begin_vertex>\nvFloor = position;");
    shader.fragmentShader = shader.fragmentShader
      .replace("#include <common>", `#include <common>\n${mirrorHead(panels.length)}`)
      .replace("#include <opaque_fragment>", `${mirror(panels.length)}\n#include <opaque_fragment>`);
  };
}

const mirrorHead = (count: number): string =>
  `varying vec3 vFloor; uniform vec4 panels[${count}]; uniform float panelY; uniform float sheen; uniform vec3 panelColor;`;
const mirror = (count: number): string => `
  vec3 seen = normalize(vFloor - cameraPosition);
  float rise = max(-seen.y, 0.02);
  vec2 hit = vFloor.xz + seen.xz * (panelY / rise);
  float soft = 0.25 + 0.16 * panelY / rise;
  float mirrored = 0.0;
  for (int i = 0; i < ${count}; i += 1) {
    vec4 p = panels[i];
    mirrored += smoothstep(p.x - soft, p.x + soft, hit.x) * (1.0 - smoothstep(p.y - soft, p.y + soft, hit.x))
              * smoothstep(p.z - soft, p.z + soft, hit.y) * (1.0 - smoothstep(p.w - soft, p.w + soft, hit.y));
  }
  float fresnel = 0.05 + 0.95 * pow(1.0 - rise, 5.0);
  outgoingLight += panelColor * (mirrored * fresnel * sheen);`;

/** A panel let into the ceiling: its glowing face, and the dark line round it. */
function createPanel({ minX, maxX, minZ, maxZ, y }: Panel, palette: Palette): Mesh<BufferGeometry, MeshBasicMaterial> {
  const geometry = new BoxGeometry(maxX - minX, PANEL_DEPTH_M, maxZ - minZ);
  const panel = new Mesh(geometry, new MeshBasicMaterial({ color: palette.panel, toneMapped: false }));
  panel.position.set((minX + maxX) / 2, y + PANEL_DEPTH_M / 2 - 0.012, (minZ + maxZ) / 2);
  return panel;
}

function skirtings({ minX, maxX, minZ, maxZ }: Hall, palette: Palette): Mesh<BufferGeometry, MeshBasicMaterial>[] {
  const material = (): MeshBasicMaterial => new MeshBasicMaterial({ color: palette.skirting, toneMapped: false });
  const strip = (width: number, depth: number, x: number, z: number): Mesh<BufferGeometry, MeshBasicMaterial> => {
    const mesh = new Mesh<BufferGeometry, MeshBasicMaterial>(new BoxGeometry(width, SKIRTING_M, depth), material());
    mesh.position.set(x, SKIRTING_M / 2, z);
    return mesh;
  };
  const [w, d, midX, midZ] = [maxX - minX, maxZ - minZ, (minX + maxX) / 2, (minZ + maxZ) / 2];
  return [strip(w, 0.012, midX, minZ), strip(w, 0.012, midX, maxZ), strip(0.012, d, minX, midZ), strip(0.012, d, maxX, midZ)];
}

function createPedestal({ x, y, z }: Spot, palette: Palette): Mesh<BufferGeometry, MeshStandardMaterial> {
  const material = new MeshStandardMaterial({ color: palette.pedestal, roughness: 0.9 });
  const pedestal = new Mesh<BufferGeometry, MeshStandardMaterial>(new RoundedBoxGeometry(PEDESTAL_SIDE_M, y, PEDESTAL_SIDE_M, 2, 0.008), material);
  pedestal.position.set(x, y / 2, z);
  return pedestal;
}
