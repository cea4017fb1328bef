import { type CharacterSet, unionOf, wordCharacters } from "./character-set.ts";
import type { Assertion } from "./pattern.ts";
import type { Instruction } from "./program.ts";

/** Where to begin, whether the match must begin there, whether it may not be empty there, and how much work is allowed. */
export interface Search {
  readonly from: number;
  readonly anchored: boolean;
  readonly mustAdvance?: boolean;
  readonly budget: { left: number };
}

/** Begin and end of each group (UTF-16 offsets, `undefined` where a group took no part). */
export type Slots = readonly (number | undefined)[];

/** A machine that walks all ways through a program at once (Pike), so its time is linear in the text. */
export class Machine {
  readonly #program: readonly Instruction[];
  readonly #first: CharacterSet | undefined;
  readonly #seen: Uint32Array;
  #generation = 0;
  /** Where `accepts` is in the program, at one character and at the next. */
  #now: Uint16Array;
  #next: Uint16Array;
  #count = 0;

  constructor(program: readonly Instruction[]) {
    this.#program = program;
    this.#first = firstCharacters(program);
    this.#seen = new Uint32Array(program.length);
    this.#now = new Uint16Array(program.length);
    this.#next = new Uint16Array(program.length);
  }

  /** Whether `run` would find a match: the same walk, without the groups, up to the first place where any match ends. */
  accepts(text: string, { from, anchored, budget }: Search): boolean | "exhausted" {
    let threads = 0;
    let place = from;
    this.#renew();
    while (true) {
      if (threads === 0 && !anchored) {
        const begin = this.#beginAt(text, place);
        if (begin > place) this.#renew();
        budget.left -= begin - place;
        place = begin;
      }
      this.#count = threads;
      if ((place === from || !anchored) && this.#reach(0, text, place)) return true;
      threads = this.#count;
      budget.left -= threads + 1;
      if (budget.left < 0) return "exhausted";
      const code = text.codePointAt(place);
      if (code === undefined || (threads === 0 && anchored)) return false;
      place += code > 0xffff ? 2 : 1;
      this.#turn();
      this.#renew();
      for (let index = 0; index < threads; index++) {
        const step = this.#next[index] ?? 0;
        const instruction = this.#program[step];
        if (instruction?.kind !== "character" || !instruction.set(code)) continue;
        if (this.#reach(step + 1, text, place)) return true;
      }
      threads = this.#count;
    }
  }

  /** What was collected becomes what is walked through; collecting begins anew. */
  #turn(): void {
    [this.#now, this.#next] = [this.#next, this.#now];
    this.#count = 0;
  }

  /** Collects the steps that can be reached without reading; true when the end is among them. */
  #reach(step: number, text: string, place: number): boolean {
    if (this.#seen[step] === this.#generation) return false;
    this.#seen[step] = this.#generation;
    const instruction = this.#program[step];
    switch (instruction?.kind) {
      case "match":
        return true;
      case "jump":
        return this.#reach(instruction.to, text, place);
      case "split":
        return this.#reach(instruction.first, text, place) || this.#reach(instruction.second, text, place);
      case "save":
        return this.#reach(step + 1, text, place);
      case "assertion":
        return holds(instruction.assertion, { text, place }) && this.#reach(step + 1, text, place);
      default:
        this.#now[this.#count++] = step;
        return false;
    }
  }

  /** The leftmost match that backtracking would find first; "exhausted" when the budget is spent. */
  run(text: string, { from, anchored, mustAdvance = false, budget }: Search): Slots | "exhausted" | undefined {
    let threads: Thread[] = [];
    let found: Slots | undefined;
    let place = from;
    this.#renew();
    while (true) {
      if (threads.length === 0 && !found && !anchored) {
        const begin = this.#beginAt(text, place);
        if (begin > place) this.#renew();
        budget.left -= begin - place;
        if (begin !== place) this.#renew();
        place = begin;
      }
      if (!found && (place === from || !anchored)) this.#follow(threads, { step: 0, slots: [] }, { text, place });
      budget.left -= threads.length + 1;
      if (budget.left < 0) return "exhausted";
      const code = text.codePointAt(place);
      const after = place + (code !== undefined && code > 0xffff ? 2 : 1);
      const next: Thread[] = [];
      this.#renew();
      for (const thread of threads) {
        const instruction = this.#program[thread.step];
        if (instruction?.kind === "match") {
          if (mustAdvance && place === from) continue;
          found = thread.slots;
          break;
        }
        if (code === undefined || instruction?.kind !== "character" || !instruction.set(code)) continue;
        this.#follow(next, { step: thread.step + 1, slots: thread.slots }, { text, place: after });
      }
      if (code === undefined || (next.length === 0 && (found || anchored))) return found;
      threads = next;
      place = after;
    }
  }

  /** The next place where a match can begin. */
  #beginAt(text: string, from: number): number {
    if (!this.#first) return from;
    let place = from;
    for (let code = text.codePointAt(place); code !== undefined && !this.#first(code); code = text.codePointAt(place)) {
      place += code > 0xffff ? 2 : 1;
    }
    return place;
  }

  /** Marks of earlier generations must not come to mean something again. */
  #renew(): void {
    this.#generation += 1;
    if (this.#generation < 0x7fff_ffff) return;
    this.#seen.fill(0);
    this.#generation = 1;
  }

  /** Adds the steps that can be reached without reading, in order of preference. */
  #follow(threads: Thread[], { step, slots }: Thread, where: { text: string; place: number }): void {
    if (this.#seen[step] === this.#generation) return;
    this.#seen[step] = this.#generation;
    const instruction = this.#program[step];
    switch (instruction?.kind) {
      case "jump":
        this.#follow(threads, { step: instruction.to, slots }, where);
        break;
      case "split":
        this.#follow(threads, { step: instruction.first, slots }, where);
        this.#follow(threads, { step: instruction.second, slots }, where);
        break;
      case "save": {
        const saved = slots.slice();
        saved[instruction.slot] = where.place;
        this.#follow(threads, { step: step + 1, slots: saved }, where);
        break;
      }
      case "assertion":
        if (holds(instruction.assertion, where)) this.#follow(threads, { step: step + 1, slots }, where);
        break;
      default:
        threads.push({ step, slots });
    }
  }
}

/** The characters with which a match can begin; `undefined` when it can be empty. */
function firstCharacters(program: readonly Instruction[]): CharacterSet | undefined {
  const sets: CharacterSet[] = [];
  const seen = new Set<number>();
  const left = [0];
  for (let step = left.pop(); step !== undefined; step = left.pop()) {
    const instruction = program[step];
    if (seen.has(step) || !instruction) continue;
    seen.add(step);
    if (instruction.kind === "match") return undefined;
    if (instruction.kind === "character") sets.push(instruction.set);
    else if (instruction.kind === "split") left.push(instruction.first, instruction.second);
    else left.push(instruction.kind === "jump" ? instruction.to : step + 1);
  }
  return unionOf(sets);
}

interface Thread {
  readonly step: number;
  readonly slots: Slots;
}

function holds(assertion: Assertion, { text, place }: { text: string; place: number }): boolean {
  switch (assertion) {
    case "start":
      return place === 0;
    case "line start":
      return place === 0 || text[place - 1] === "\n";
    case "end":
      return place === text.length || (place === text.length - 1 && text[place] === "\n");
    case "line end":
      return place === text.length || text[place] === "\n";
    case "very end":
      return place === text.length;
    case "word edge":
      return isEdge(text, place);
    case "no word edge":
      return !isEdge(text, place);
  }
}

function isEdge(text: string, place: number): boolean {
  return isWord(text.charCodeAt(place - 1)) !== isWord(text.codePointAt(place));
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && !Number.isNaN(code) && wordCharacters(code);
}
