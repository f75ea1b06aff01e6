/** Prices as a shopper reads them. The server's pages/figures.py answers the same tests/cases/money.json. */
import type { Lang } from "../page";

const HOME_CURRENCY: Readonly<Record<Lang, string>> = { zh: "CNY", en: "USD" };
const HOME_SIGNS: Readonly<Record<string, string>> = { CNY: "¥\u00a0", USD: "$", EUR: "€", GBP: "£" };
const FOREIGN_SIGNS: Readonly<Record<string, string>> = { ...HOME_SIGNS, CNY: "CN¥\u00a0", USD: "US$" };

/** "¥ 6,480" or "$899.50" in the language's own currency, else in the first there is; "" without a price. */
export function money(price: Readonly<Record<string, number>>, lang: Lang): string {
  const home = HOME_CURRENCY[lang];
  const currency = home in price ? home : Object.keys(price).sort()[0];
  const amount = currency === undefined ? undefined : price[currency];
  if (currency === undefined || amount === undefined) return "";
  const sign = (currency === home ? HOME_SIGNS : FOREIGN_SIGNS)[currency] ?? `${currency}\u00a0`;
  const digits = Number.isInteger(amount) ? 0 : 2;
  const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return sign + format.format(amount);
}
