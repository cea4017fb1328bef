import { didYouMean } from "../problems/did-you-mean.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import { charactersOf } from "./characters.ts";
import { type Asker, asInteger, misfit } from "./expect.ts";
import { Missing } from "./missing.ts";
import { typeName } from "./type-name.ts";
import { isList, isMap, ownValue, type Value } from "./value.ts";

/** Where a member is asked for: how its owner is called in messages, and the place of the whole. */
export interface Access {
  readonly owner: () => string;
  readonly at: Span;
}

/** `of.name`: an own key of a mapping; nothing else has attributes. */
export function attributeOf(of: Value, name: string, { owner, at }: Access): Value | Missing {
  if (!isMap(of)) return new Missing(`${owner()} is ${typeName(of)} and has no "${name}"`, at, () => sizeHint(name));
  const value = ownValue(of, name);
  return value === undefined ? new Missing(`${owner()} has no "${name}"`, at, () => keyHint(of, name)) : value;
}

/** `of[index]`: a key of a mapping, or a place in a list or text (negative ones count from the end). */
export function itemOf(of: Value, index: Value, access: Access): Value | Missing {
  if (index instanceof SecretText) {
    const item = itemOf(of, index.reveal(), access);
    return item instanceof Missing ? new Missing(`${access.owner()} has no item for that secret`, access.at) : item;
  }
  if (of instanceof SecretText) {
    const character = itemOf(of.reveal(), index, access);
    return typeof character === "string" ? new SecretText(of.name, character) : character;
  }
  if (isMap(of)) return attributeOf(of, keyText(index, access), access);
  if (typeof index === "string") return attributeOf(of, index, access);
  return placeIn(of, asInteger(index, { what: `an index of ${access.owner()}`, at: access.at }), access);
}

function placeIn(of: Value, place: number, { owner, at }: Access): Value | Missing {
  const items = isList(of) ? of : typeof of === "string" ? charactersOf(of) : undefined;
  if (items === undefined) return new Missing(`${owner()} is ${typeName(of)} and has no item ${place}`, at);
  const item = items.at(place);
  return item === undefined ? new Missing(`${owner()} has no item ${place}; it has ${items.length}`, at) : item;
}

/** `of[from:to:step]` of a list or text, as in Python. */
export function sliceOf(of: Value, [from, to, step]: readonly (Value | undefined)[], asker: Asker): Value {
  if (of instanceof SecretText) {
    return new SecretText(of.name, String(sliceOf(of.reveal(), [from, to, step], asker)));
  }
  if (typeof of === "string") return sliced(charactersOf(of), [from, to, step], asker).join("");
  if (isList(of)) return sliced(of, [from, to, step], asker);
  throw misfit("a list or text", of, { ...asker, what: "a slice" });
}

function sliced<T>(items: readonly T[], parts: readonly (Value | undefined)[], asker: Asker): readonly T[] {
  const [from, to, step] = parts.map((part) =>
    part === undefined || part === null ? undefined : asInteger(part, asker),
  );
  const stride = step ?? 1;
  if (stride === 0) throw misfit("a step other than zero", 0, { ...asker, what: "a slice" });
  const size = items.length;
  const [lowest, highest] = stride > 0 ? [0, size] : [-1, size - 1];
  const bound = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, lowest), highest);
  const begin = from === undefined ? (stride > 0 ? lowest : highest) : bound(from);
  const end = to === undefined ? (stride > 0 ? highest : lowest) : bound(to);
  const picked: T[] = [];
  for (let place = begin; stride > 0 ? place < end : place > end; place += stride) {
    const item = items[place];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}

function keyText(index: Value, { owner, at }: Access): string {
  if (typeof index === "string" || typeof index === "number") return String(index);
  throw misfit("text", index, { what: `a key of ${owner()}`, at });
}

function keyHint(of: { readonly [key: string]: Value }, name: string): string | undefined {
  const keys = Object.keys(of);
  if (keys.length === 0) return "it is empty";
  return didYouMean(name, keys) ?? (keys.length <= 12 ? `it has ${keys.join(", ")}` : undefined);
}

function sizeHint(name: string): string | undefined {
  return name === "length" || name === "size" ? "write | length" : undefined;
}
