/** Who I am in the mall, kept on this device; and, until the tab is closed, in which room and where I was. */
import { ENTRANCE } from "./mall";
import type { Stance } from "./walk";

const VISITOR_KEY = "arkit.mall.visitor";
const STAY_KEY = "arkit.mall.stay";

export interface Visitor {
  readonly name: string;
  readonly color: string;
}

export function rememberedVisitor(): Visitor | null {
  const kept = read(localStorage, VISITOR_KEY) as Partial<Visitor> | null;
  return kept && typeof kept.name === "string" && typeof kept.color === "string" ? { name: kept.name, color: kept.color } : null;
}

export function rememberVisitor(visitor: Visitor): void {
  write(localStorage, VISITOR_KEY, visitor);
}

/** Where I was in this room when the page was left, so that a reload brings me back; null when I was not inside. */
export function rememberedStay(code: string): Stance | null {
  const kept = read(sessionStorage, STAY_KEY) as { code?: unknown; stance?: Partial<Stance> } | null;
  if (kept?.code !== code) return null;
  const { x, z, yawRad, pitchRad } = { ...ENTRANCE, ...kept.stance };
  return [x, z, yawRad, pitchRad].every(Number.isFinite) ? { x, z, yawRad, pitchRad } : ENTRANCE;
}

export function rememberStay(code: string, stance: Stance | null): void {
  write(sessionStorage, STAY_KEY, stance && { code, stance });
}

function read(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null; // storage switched off, or somebody else's words in it
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch {
    // storage switched off: nothing is remembered
  }
}
