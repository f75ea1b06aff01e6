/** A visitor as others see them: a calm figure of a grown person's height, head and body, its front marked by a face. */
import {
  CanvasTexture, Group, LatheGeometry, Mesh, MeshBasicMaterial, MeshStandardMaterial, PlaneGeometry, SphereGeometry, Vector2,
} from "three";

/** Height of the top of the head, metres. */
export const TALL_M = 1.72;
const PROFILE: readonly (readonly [number, number])[] = [
  [0, 0.012], [0.15, 0.012], [0.196, 0.022], [0.208, 0.05], [0.203, 0.1], [0.172, 0.45], [0.134, 0.84], [0.124, 0.98], [0.14, 1.11],
  [0.164, 1.23], [0.168, 1.3], [0.148, 1.365], [0.1, 1.405], [0.06, 1.428], [0.047, 1.46], [0.045, 1.52], [0, 1.54],
];
const DEEP = 0.74; // a body is less deep than wide
const HEAD_M: readonly [number, number, number] = [0.1, 0.134, 0.114];
const HEAD_Y_M = TALL_M - HEAD_M[1];
const EYE_M = 0.034; // from the middle
const SKIN = "#f0e6d8";
const SHADOW_M = 0.95;

export interface Figures {
  create(color: string): { root: Group; dispose(): void };
  dispose(): void;
}

/** One set of shapes for all visitors. Yaw 0 looks along -z, as cameras do. */
export function createFigures(): Figures {
  const body = new LatheGeometry(smooth(PROFILE).map(([x, y]) => new Vector2(x, y)), 40);
  body.scale(1, 1, DEEP);
  body.computeVertexNormals();
  const head = new SphereGeometry(1, 32, 24);
  const eye = new SphereGeometry(0.011, 16, 12);
  const ground = new PlaneGeometry(SHADOW_M, SHADOW_M).rotateX(-Math.PI / 2);
  const skin = new MeshStandardMaterial({ color: SKIN, roughness: 0.75 });
  const ink = new MeshStandardMaterial({ color: "#26211d", roughness: 0.35 });
  const blot = shadowTexture();
  const shade = new MeshBasicMaterial({ map: blot, transparent: true, depthWrite: false, toneMapped: false });
  return {
    create(color) {
      const cloth = new MeshStandardMaterial({ color, roughness: 0.82 });
      const root = new Group();
      const face = new Mesh(head, skin);
      face.scale.set(...HEAD_M);
      face.position.y = HEAD_Y_M;
      const eyes = [-1, 1].map((side) => {
        const mesh = new Mesh(eye, ink);
        mesh.position.set(side * EYE_M, HEAD_Y_M + 0.01, -HEAD_M[2] * 0.925);
        mesh.rotation.y = side * 0.34;
        mesh.scale.set(1, 1.25, 0.3);
        return mesh;
      });
      const shadow = new Mesh(ground, shade);
      shadow.position.y = 0.016;
      shadow.renderOrder = 2;
      root.add(new Mesh(body, cloth), face, ...eyes, shadow);
      return { root, dispose: () => cloth.dispose() };
    },
    dispose: () => [body, head, eye, ground, skin, ink, blot, shade].forEach((thing) => thing.dispose()),
  };
}

/** A Catmull-Rom curve through the profile, eight points a span. */
function smooth(points: readonly (readonly [number, number])[]): [number, number][] {
  const at = (index: number): readonly [number, number] => points[Math.min(points.length - 1, Math.max(0, index))]!;
  const curve = (a: number, b: number, c: number, d: number, t: number): number =>
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3);
  return points.slice(0, -1).flatMap((_, index) =>
    Array.from({ length: 6 }, (__, part): [number, number] => {
      const [p, t] = [[-1, 0, 1, 2].map((more) => at(index + more)), part / 6];
      return [0, 1].map((axis) => curve(p[0]![axis]!, p[1]![axis]!, p[2]![axis]!, p[3]![axis]!, t)).map((value) => Math.max(0, value)) as [number, number];
    }),
  ).concat([[...points.at(-1)!]]);
}

function shadowTexture(): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 128;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("mall: expected a 2D canvas");
  const fade = pen.createRadialGradient(64, 64, 8, 64, 64, 62);
  fade.addColorStop(0, "rgb(20 16 12 / .5)");
  fade.addColorStop(0.4, "rgb(20 16 12 / .26)");
  fade.addColorStop(1, "rgb(20 16 12 / 0)");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 128, 128);
  return new CanvasTexture(canvas);
}
