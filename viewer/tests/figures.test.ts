import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { money } from "../src/i18n/money";
import { sizeText, type Unit } from "../src/i18n/size";
import { createTranslate } from "../src/i18n/translate";

function cases<T>(name: string): T[] {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../tests/cases/${name}.json`), "utf8")) as T[];
}

describe("money", () => {
  it.each(cases<{ price: Record<string, number>; lang: "zh" | "en"; text: string }>("money"))(
    "$price in $lang is $text",
    ({ price, lang, text }) => expect(money(price, lang).replaceAll("\u00a0", " ")).toBe(text),
  );
});

describe("sizes", () => {
  it.each(cases<{ size_m: [number, number, number]; unit: Unit; text: string }>("size"))(
    "$size_m in $unit is $text",
    ({ size_m, unit, text }) => expect(sizeText(size_m, unit)).toBe(text),
  );
});

describe("words", () => {
  const t = createTranslate({ "shop.found": "{count} of {all}" });
  it("fills places by name", () => expect(t("shop.found", { count: 3, all: 12 })).toBe("3 of 12"));
  it("leaves a place without a value readable", () => expect(t("shop.found", { count: 3 })).toBe("3 of {all}"));
  it("shows the key of missing words", () => expect(t("shop.none")).toBe("shop.none"));
});
