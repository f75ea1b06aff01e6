/** Which words answer what the shop said. */
import { ApiError } from "../../api";
import type { Placed } from "../../contract";
import { lengthText, type Unit } from "../../i18n/size";
import type { Way } from "./planning";

const M_PER_FT = 0.3048;

/** The places of the result's sentence: how far, how sure of place and size. */
export function resultValues(placed: Placed, unit: Unit): Record<"distance" | "position" | "size", string> {
  const far = unit === "cm" ? `${placed.distance_m.toFixed(1)}\u00a0m` : `${(placed.distance_m / M_PER_FT).toFixed(1)}\u00a0ft`;
  const position_m = placed.position_sd_cm / 100;
  const position = position_m < 0.01 ? lengthText(position_m, unit) : lengthText(position_m, unit).replace(/\.\d$/, "");
  return { distance: far, position: `±\u00a0${position}\u00a0${unit}`, size: `±\u00a0${percent(placed.size_sd)}\u00a0%` };
}

/** A share as percent: whole from 1 on, else to a tenth. */
export function percent(share: number): string {
  const value = share * 100;
  return value.toFixed(value < 0.95 ? 1 : 0);
}

/** What a warning of the shop is called here, and its figure; null where we have no words of our own for it. */
export function doubtOf(sentence: string, unit: Unit): { key: string; values: Record<string, string> } | null {
  const percent = /(\d+) %/.exec(sentence)?.[1] ?? "";
  const cm = /(\d+) cm/.exec(sentence)?.[1];
  const length = cm === undefined ? "" : `${lengthText(Number(cm) / 100, unit).replace(/\.\d$/, "")}\u00a0${unit}`;
  if (sentence.includes("no free floor for it")) return { key: "room.doubt_ground", values: {} };
  const way = /free floor for it is \d+ cm (?:to the )?(left|right|nearer|farther)/.exec(sentence)?.[1];
  if (way !== undefined) return { key: `room.doubt_ground_${way}`, values: { length } };
  if (sentence.includes("can hardly be seen")) return { key: "room.doubt_size", values: { percent } };
  if (sentence.includes("where it stands is only known")) return { key: "room.doubt_place", values: { length } };
  if (sentence.includes("behind a wall")) return { key: "room.doubt_wall", values: { length } };
  if (sentence.includes(" cm into the ")) return { key: "room.doubt_into", values: { length } };
  if (sentence.includes("is not in view")) return { key: "room.doubt_view", values: {} };
  if (sentence.includes("% hidden by")) return { key: "room.doubt_hidden", values: { percent } };
  return null;
}

/** The message key of what to do about a refusal: by the field that its sentence starts with, else by its code. */
export function adviceKey(code: string, sentence: string): string {
  const field = /^([a-z ]+):/.exec(sentence)?.[1] ?? "";
  if (field === "point") return sentence.includes("horizon") ? "room.advice_lower" : "room.advice_further";
  if (sentence.includes("one view through a lens")) return "room.advice_view";
  if (field === "marker") return sentence.includes("part is hidden") ? "room.advice_uncover" : "room.advice_marker";
  if (field === "room") return sentence.includes("floor in view") ? "room.advice_floor" : "room.advice_lines";
  if (field === "image" || code === "too_large") return "room.advice_picture";
  if (["rate", "busy", "timeout"].includes(code)) return "room.advice_wait";
  if (code === "network") return "room.advice_network";
  if (["conflict", "unsupported", "not_found"].includes(code)) return "room.advice_product";
  return "room.advice_again";
}

export function sourceKey(way: Way): string {
  return way === "height" ? "room.from_height" : "room.from_marker";
}

/** Whether only the chosen point was wrong: what stands may go on standing. */
export function isStrayTap(error: unknown): boolean {
  return error instanceof ApiError && error.message.startsWith("point:");
}
