import { didYouMean } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { textOf } from "../text-of.ts";
import { isList, isMap, ownValue, type Value, valueMap } from "../value.ts";

/** Addresses and what stands in them, as UTF-8. */
export const urlFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  urlencode: ["", urlEncode],
  urldecode: ["", (input, call) => decoded(asText(input, call).replaceAll("+", " "))],
  urlsplit: ["query?", urlSplit],
});

/** Text for a path; a mapping, or a list of pairs, as a query. */
function urlEncode(input: Value, call: Call): Value {
  const pairs = isMap(input) ? Object.entries(input) : isList(input) ? input : undefined;
  if (!pairs) return encoded(asText(input, call)).replaceAll("%2F", "/");
  return pairs.map((pair) => queryPart(pair, call)).join("&");
}

function queryPart(pair: Value, { what, at }: Call): string {
  const [key, value, ...more] = isList(pair) ? pair : [];
  if (key !== undefined && value !== undefined && more.length === 0) {
    return [key, value].map((one) => encoded(String(textOf(one))).replaceAll("%20", "+")).join("=");
  }
  throw problem("RB2003", `${what} takes text, a mapping or a list of pairs`, { at });
}

function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, "utf8").toString("utf8")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Escapes as bytes of UTF-8; what is no escape stays. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

/** The parts of an address as they are written; parts that are not there are empty, of the authority none. */
function urlSplit(input: Value, call: Call): Value {
  const text = asText(input, call);
  const [, scheme = "", netloc = "", path = "", query = "", fragment = ""] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text) ?? [];
  const parts = valueMap([
    ["fragment", fragment],
    ...authority(netloc, call),
    ["netloc", netloc],
    ["path", path],
    ["query", query],
    ["scheme", scheme.toLowerCase()],
  ]);
  const wanted = call.args.text("query", "");
  if (wanted === "") return valueMap(Object.entries(parts).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  const part = ownValue(parts, wanted);
  if (part !== undefined) return part;
  const hint = didYouMean(wanted, Object.keys(parts)) ?? `it has ${Object.keys(parts).sort().join(", ")}`;
  throw problem("RB2003", `an address has no part "${wanted}"`, { at: call.at, hint });
}

function authority(netloc: string, { at }: Call): readonly (readonly [string, Value])[] {
  const [, user, password, ipv6, name, port] =
    /^(?:([^@:]*)(?::(.*))?@)?(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/s.exec(netloc) ?? [];
  const number = port === undefined || port === "" ? null : Number(port);
  if (number !== null && number > 65_535) throw problem("RB2003", "the port of the address is above 65535", { at });
  const host = ipv6 ?? name ?? "";
  return [
    ["hostname", host === "" ? null : host.toLowerCase()],
    ["password", password ?? null],
    ["port", number],
    ["username", user ?? null],
  ];
}
