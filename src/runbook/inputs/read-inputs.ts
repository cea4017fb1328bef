import { Collector } from "../../problems/collector.ts";
import { didYouMean } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import { entryOf, type Located, type LocatedEntry, type LocatedMap } from "../../source/located.ts";
import { checkInput } from "./check-input.ts";
import { type Input, type InputPattern, inputTypes } from "./input.ts";

/** The keys of an input. */
export const inputKeys = ["type", "pattern", "secret", "description", "default", "required", "command"] as const;
type Key = (typeof inputKeys)[number];

/** The inputs that a runbook declares, in file order. Throws all mistakes at once: RB1101, RB1103, RB3102. */
export function readInputs(map: LocatedMap | undefined): readonly Input[] {
  const collector = new Collector();
  const inputs = (map?.entries ?? []).flatMap((entry) => readInput(entry, collector) ?? []);
  collector.throwErrors();
  return inputs;
}

function readInput(entry: LocatedEntry, collector: Collector): Input | undefined {
  const { key: name, keySpan, value } = entry;
  const isEmpty = value.kind === "scalar" && value.value === null;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const hint = "use letters, digits and underscores";
    collector.attempt(() => refuse(`"${name}" cannot be the name of an input`, keySpan, hint));
  }
  if (value.kind !== "map" && !isEmpty) {
    const hint = `write "${name}:" and under it, indented, ${inputKeys.slice(0, 4).join(", ")} ...`;
    return collector.attempt<Input>(() => refuse(`the input "${name}" must be a mapping`, value.span, hint));
  }
  const fields = new InputFields(name, value.kind === "map" ? value : undefined, collector);
  const input = { ...fields.read(), name, span: keySpan };
  if (input.default) collector.attempt(() => checkInput(input, input.default ?? "", input.default?.span));
  return input;
}

class InputFields {
  readonly #name: string;
  readonly #map: LocatedMap | undefined;
  readonly #collector: Collector;

  constructor(name: string, map: LocatedMap | undefined, collector: Collector) {
    this.#name = name;
    this.#map = map;
    this.#collector = collector;
    for (const { key, keySpan } of map?.entries ?? []) {
      if (inputKeys.some((known) => known === key)) continue;
      const hint = didYouMean(key, inputKeys) ?? `known keys: ${inputKeys.join(", ")}`;
      collector.attempt(() => {
        throw problem("RB1103", `the input "${name}" has an unknown key "${key}"`, { at: keySpan, hint });
      });
    }
  }

  read(): Omit<Input, "name" | "span"> {
    const secret = this.#flag("secret") ?? false;
    const fallback = this.#value("default");
    const command = this.#value("command");
    if (secret && fallback) {
      const hint = "a runbook is no place for a secret: leave the default out";
      this.#wrong(`the secret input "${this.#name}" cannot have a default`, fallback, hint);
    }
    return {
      type: this.#type(),
      pattern: this.#pattern(),
      secret,
      description: this.#text("description"),
      default: secret ? undefined : fallback,
      required: this.#flag("required") ?? fallback === undefined,
      command: command && this.#command(command),
    };
  }

  #type(): Input["type"] {
    const written = this.#text("type") ?? "string";
    const type = inputTypes.find((one) => one === written);
    const at = this.#value("type");
    if (type === undefined && at) {
      const hint = didYouMean(written, inputTypes) ?? `one of ${inputTypes.join(", ")}`;
      this.#wrong(`"${written}" is not a type of input`, at, hint);
    }
    return type ?? "string";
  }

  #pattern(): InputPattern | undefined {
    const source = this.#text("pattern");
    const at = this.#value("pattern");
    if (source === undefined || !at) return undefined;
    try {
      const expression = new RegExp(`^(?:${source})$`);
      return { source, matches: (value) => expression.test(value) };
    } catch {
      this.#wrong(`the pattern of "${this.#name}" is not a regular expression`, at, "quote it with single quotes");
      return undefined;
    }
  }

  #command(value: Located): readonly string[] | undefined {
    const words = value.kind === "list" ? value.items : [];
    const texts = words.flatMap((word) => (word.kind === "scalar" && word.source !== "" ? [word.source] : []));
    if (texts.length > 0 && texts.length === words.length) return texts;
    const hint = 'for example ["pass", "show", "campaign/secret"]; no shell is involved';
    return this.#wrong(`the command of "${this.#name}" must be a list of words`, value, hint);
  }

  #text(key: Key): string | undefined {
    const value = this.#value(key);
    if (!value) return undefined;
    if (value.kind === "scalar" && value.value !== null) return value.source;
    return this.#wrong(`"${key}" of the input "${this.#name}" must be text`, value);
  }

  #flag(key: Key): boolean | undefined {
    const value = this.#value(key);
    if (!value) return undefined;
    const word = value.kind === "scalar" ? value.source.toLowerCase() : "";
    if (["true", "yes", "on"].includes(word)) return true;
    if (["false", "no", "off"].includes(word)) return false;
    return this.#wrong(`"${key}" of the input "${this.#name}" must be true or false`, value);
  }

  #value(key: Key): Located | undefined {
    return this.#map && entryOf(this.#map, key)?.value;
  }

  #wrong(message: string, value: Located, hint?: string): undefined {
    this.#collector.attempt(() => refuse(message, value.span, hint));
    return undefined;
  }
}

function refuse(message: string, at: Located["span"], hint?: string): never {
  throw problem("RB1101", message, { at, hint });
}
