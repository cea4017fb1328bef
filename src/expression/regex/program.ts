import { limits } from "../limits.ts";
import type { CharacterSet } from "./character-set.ts";
import type { Assertion, Pattern, Times } from "./pattern.ts";

/** One step of a matching machine; of two ways `first` is preferred. */
export type Instruction =
  | { readonly kind: "character"; readonly set: CharacterSet }
  | { readonly kind: "split"; first: number; second: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "match" };

/** The machine for a pattern (Thompson's construction); `undefined` when it would be too large. */
export function programOf(pattern: Pattern): readonly Instruction[] | undefined {
  const program: Instruction[] = [];
  const fits = emit(program, { kind: "group", index: 0, of: pattern });
  program.push({ kind: "match" });
  return fits ? program : undefined;
}

/** Appends the machine of a pattern; false as soon as the program is too large. */
function emit(program: Instruction[], pattern: Pattern): boolean {
  if (program.length > limits.regexSize) return false;
  switch (pattern.kind) {
    case "character":
    case "assertion":
      program.push(pattern);
      return true;
    case "sequence":
      return pattern.items.every((item) => emit(program, item));
    case "group": {
      program.push({ kind: "save", slot: pattern.index * 2 });
      const fits = emit(program, pattern.of);
      program.push({ kind: "save", slot: pattern.index * 2 + 1 });
      return fits;
    }
    case "choice":
      return emitChoice(program, pattern.options);
    case "repeat":
      return emitRepeat(program, pattern.of, pattern.times);
  }
}

function emitChoice(program: Instruction[], [option, ...others]: readonly Pattern[]): boolean {
  if (option === undefined) return true;
  if (others.length === 0) return emit(program, option);
  const split = { kind: "split" as const, first: program.length + 1, second: 0 };
  program.push(split);
  const fits = emit(program, option);
  const jump = { kind: "jump" as const, to: 0 };
  program.push(jump);
  split.second = program.length;
  const rest = fits && emitChoice(program, others);
  jump.to = program.length;
  return rest;
}

function emitRepeat(program: Instruction[], of: Pattern, { least, most, greedy }: Times): boolean {
  for (let count = 0; count < least; count++) if (!emit(program, of)) return false;
  if (most === Number.POSITIVE_INFINITY) return emitLoop(program, of, greedy);
  const splits: Split[] = [];
  for (let count = least; count < most; count++) {
    splits.push(pushSplit(program));
    if (!emit(program, of)) return false;
  }
  for (const split of splits) aim(split, { body: split.first, exit: program.length, greedy });
  return true;
}

/** Nothing, or the body once and again: an empty body leaves the loop in its turn. */
function emitLoop(program: Instruction[], of: Pattern, greedy: boolean): boolean {
  const entry = pushSplit(program);
  const body = program.length;
  const fits = emit(program, of);
  const again = pushSplit(program);
  for (const split of [entry, again]) aim(split, { body, exit: program.length, greedy });
  return fits;
}

type Split = Extract<Instruction, { kind: "split" }>;

function pushSplit(program: Instruction[]): Split {
  const split: Split = { kind: "split", first: program.length + 1, second: 0 };
  program.push(split);
  return split;
}

function aim(split: Split, { body, exit, greedy }: { body: number; exit: number; greedy: boolean }): void {
  split.first = greedy ? body : exit;
  split.second = greedy ? exit : body;
}
