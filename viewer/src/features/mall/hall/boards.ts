/** An oak floor, drawn: long boards, each a little different, fine grain, thin joints. */
import { CanvasTexture, RepeatWrapping, SRGBColorSpace } from "three";

export const TILE_M = 3.2;
const SIDE_PX = 1024;
const ROWS = 20; // boards of 16 cm
const GRAIN_LINES = 26;

/** A tile of `TILE_M` that repeats without a seam, light grey to white: the floor's colour multiplies it. */
export function createBoards(): CanvasTexture {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE_PX;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("mall: expected a 2D canvas");
  const random = createRandom(7);
  const height = SIDE_PX / ROWS;
  for (let row = 0; row < ROWS; row += 1) {
    const joint = random() * SIDE_PX;
    const tones = [0, 1].map(() => 236 + Math.round(random() * 13));
    drawBoard(pen, joint - SIDE_PX, row * height, SIDE_PX, height, tones[0]!, random);
    drawBoard(pen, joint, row * height, SIDE_PX, height, tones[0]!, random);
    drawBoard(pen, joint - SIDE_PX / 2 + random() * 90, row * height, SIDE_PX / 2, height, tones[1]!, random);
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.wrapS = texture.wrapT = RepeatWrapping;
  texture.anisotropy = 8;
  return texture;
}

function drawBoard(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, tone: number, random: () => number): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.fillStyle = `rgb(${tone} ${tone - 3} ${tone - 8})`;
  pen.fillRect(x, y, width, height);
  for (let line = 0; line < GRAIN_LINES; line += 1) {
    const [at, bend] = [y + random() * height, (random() - 0.5) * 5];
    pen.strokeStyle = `rgb(110 84 54 / ${(0.015 + random() * 0.04).toFixed(3)})`;
    pen.lineWidth = 0.6 + random() * 1.6;
    pen.beginPath();
    pen.moveTo(x, at);
    pen.bezierCurveTo(x + width * 0.3, at + bend, x + width * 0.6, at - bend, x + width, at);
    pen.stroke();
  }
  pen.strokeStyle = "rgb(74 56 36 / .2)";
  pen.lineWidth = 1.4;
  pen.strokeRect(x, y, width, height);
  pen.restore();
}

/** The same numbers every time: a floor that is redrawn looks as before. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
