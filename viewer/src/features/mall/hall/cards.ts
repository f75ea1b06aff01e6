/** Name cards: title, price and size on a wedge before furniture, a label beside what hangs, a print above small things. */
import { BoxGeometry, CanvasTexture, Group, Mesh, MeshBasicMaterial, SRGBColorSpace } from "three";
import type { ProductCard } from "../../../contract";
import { money } from "../../../i18n/money";
import { sizeText } from "../../../i18n/size";
import type { Lang } from "../../../page";
import type { Card, Spot } from "../layout";
import type { Palette } from "./palette";

interface Shape {
  readonly width: number;
  readonly height: number;
  /** Pixels in a metre. */
  readonly sharp: number;
  readonly lean: number;
}

const SHAPES: Readonly<Record<Card["shape"], Shape>> = {
  wedge: { width: 0.46, height: 0.24, sharp: 1100, lean: 0.75 },
  label: { width: 0.46, height: 0.26, sharp: 1100, lean: 0 },
  print: { width: 0.62, height: 0.82, sharp: 820, lean: 0 },
};
const THICK_M = 0.014;
const FONT = '"Inter Variable", Inter, system-ui, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

export interface Cards {
  readonly root: Group;
  dispose(): void;
}

/** Every spot's card; `onChange` hears when a picture has come in. */
export function createCards(spots: readonly Spot[], cards: ReadonlyMap<string, ProductCard>, lang: Lang, palette: Palette, onChange: () => void): Cards {
  const root = new Group();
  const made = spots.flatMap((spot) => {
    const card = cards.get(spot.sku);
    return card ? [createCard(spot.card, card, lang, palette, onChange)] : [];
  });
  root.add(...made.map(({ mesh }) => mesh));
  return { root, dispose: () => made.forEach((card) => card.dispose()) };
}

function createCard(place: Card, card: ProductCard, lang: Lang, palette: Palette, onChange: () => void): { mesh: Mesh; dispose(): void } {
  const { width, height, sharp, lean } = SHAPES[place.shape];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * sharp), Math.round(height * sharp)];
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  const paint = (poster: HTMLImageElement | null): void => {
    (place.shape === "print" ? paintPrint : paintLabel)(canvas, card, lang, palette, poster);
    texture.needsUpdate = true;
    onChange();
  };
  paint(null);
  void Promise.all([document.fonts.load(`560 20px ${FONT}`), pictureOf(place, card)]).then(([, poster]) => paint(poster));
  const edge = new MeshBasicMaterial({ color: palette.skirting, toneMapped: false });
  const face = new MeshBasicMaterial({ map: texture, toneMapped: false });
  const geometry = new BoxGeometry(width, height, THICK_M);
  const mesh = new Mesh(geometry, [edge, edge, edge, edge, face, edge]);
  const out = THICK_M / 2 + 0.001;
  mesh.position.set(place.x + Math.sin(place.yawRad) * out, place.y + (lean ? (height / 2) * Math.cos(lean) + 0.006 : 0), place.z + Math.cos(place.yawRad) * out);
  mesh.rotation.set(-lean, place.yawRad, 0, "YXZ");
  return { mesh, dispose: () => [geometry, edge, face, texture].forEach((thing) => thing.dispose()) };
}

function pictureOf(place: Card, { poster_url }: ProductCard): Promise<HTMLImageElement | null> {
  return place.shape === "print" && poster_url ? loadImage(poster_url).catch(() => null) : Promise.resolve(null);
}

function paintLabel(canvas: HTMLCanvasElement, card: ProductCard, lang: Lang, { card: look }: Palette): void {
  const pen = penOf(canvas);
  const { width, height } = canvas;
  pen.fillStyle = look.paper;
  pen.fillRect(0, 0, width, height);
  const inset = width * 0.07;
  write(pen, card.title[lang], { x: inset, y: height * 0.34, px: height * 0.19, weight: 640, color: look.ink, most: width - 2 * inset });
  write(pen, money(card.price, lang), { x: inset, y: height * 0.62, px: height * 0.18, weight: 560, color: look.ink, most: width - 2 * inset });
  write(pen, card.size_m ? sizeText(card.size_m) : "", { x: inset, y: height * 0.85, px: height * 0.135, weight: 450, color: look.soft, most: width - 2 * inset });
}

function paintPrint(canvas: HTMLCanvasElement, card: ProductCard, lang: Lang, { card: look }: Palette, poster: HTMLImageElement | null): void {
  const pen = penOf(canvas);
  const { width, height } = canvas;
  const ground = pen.createLinearGradient(0, 0, 0, width);
  ground.addColorStop(0, look.top);
  ground.addColorStop(1, look.bottom);
  pen.fillStyle = look.paper;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, width, width);
  const side = width * 0.86;
  if (poster) pen.drawImage(poster, (width - side) / 2, (width - side) / 2, side, side);
  const most = width * 0.88;
  const x = width * 0.06;
  write(pen, card.title[lang], { x, y: width + (height - width) * 0.42, px: (height - width) * 0.27, weight: 640, color: look.ink, most });
  const rest = [money(card.price, lang), card.size_m ? sizeText(card.size_m) : ""].filter(Boolean).join("  ·  ");
  write(pen, rest, { x, y: width + (height - width) * 0.8, px: (height - width) * 0.2, weight: 450, color: look.soft, most });
}

interface Words {
  x: number;
  y: number;
  px: number;
  weight: number;
  color: string;
  /** The widest it may be; a longer text is set smaller. */
  most: number;
}

function write(pen: CanvasRenderingContext2D, text: string, { x, y, px, weight, color, most }: Words): void {
  pen.fillStyle = color;
  pen.font = `${weight} ${px}px ${FONT}`;
  const wide = pen.measureText(text).width;
  if (wide > most) pen.font = `${weight} ${(px * most) / wide}px ${FONT}`;
  pen.fillText(text, x, y);
}

function penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("mall: expected a 2D canvas");
  return pen;
}

export async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.decoding = "async";
  image.src = url;
  await image.decode();
  return image;
}
