import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { plainName } from "../runbook/candidate-files.ts";
import type { Play, VarsFile } from "../runbook/model.ts";
import { perhapsInPlay } from "../runbook/perhaps-in-play.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { filesThatAre, perhapsBrought } from "./brought-by.ts";

type Variables = ReadonlyMap<string, ValueSource>;

/** What a play says of variables itself. */
export type WrittenVariables = Pick<Play, "variables" | "varsFiles">;

/**
 * A play's own variables on one host. Which of its files count is told by what is known of the host, when something is used that one of
 * them may define: names made of facts may be in front of the task that gathers them.
 */
export class VariablesOfPlay {
  readonly written: WrittenVariables;
  readonly #scopeWith: (variables: Variables) => Scope;
  readonly #perhaps: ReadonlySet<string>;
  #chosen: Variables | undefined;
  #isChoosing = false;

  /** `scopeWith` gives what the names of files see, with the variables of the play that are known already. */
  constructor(written: WrittenVariables, scopeWith: (variables: Variables) => Scope) {
    this.written = written;
    this.#scopeWith = scopeWith;
    this.#perhaps = new Set(perhapsInPlay(written).flatMap((one) => [...one.keys()]));
  }

  /** RB1101, RB2002, RB2107 where a file may define it, and cannot be told. */
  get(name: string): ValueSource | undefined {
    return (this.#perhaps.has(name) ? this.#choose() : this.written.variables).get(name);
  }

  /** All that is defined; where the files cannot be told, all that may be. */
  keys(): Iterable<string> {
    if (this.#perhaps.size === 0) return this.written.variables.keys();
    try {
      return this.#choose().keys();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return [...this.written.variables.keys(), ...this.#perhaps];
    }
  }

  /** What is defined is not all there yet. */
  get isChoosing(): boolean {
    return this.#isChoosing;
  }

  /** Something else is known of the host; returns whether it may choose other files now. */
  reconsider(): boolean {
    this.#chosen = undefined;
    return this.#perhaps.size > 0;
  }

  /** Whoever asks meanwhile, by way of `hostvars`, sees what is chosen so far. */
  #choose(): Variables {
    if (this.#chosen) return this.#chosen;
    const { variables, varsFiles = [] } = this.written;
    let chosen = variables;
    this.#isChoosing = true;
    try {
      for (const one of varsFiles) {
        this.#chosen = chosen;
        chosen = new Map([...chosen, ...chosenOf(one, this.#scopeWith(chosen))]);
      }
      this.#chosen = chosen;
    } catch (error) {
      this.#chosen = undefined;
      throw error;
    } finally {
      this.#isChoosing = false;
    }
    return chosen;
  }
}

function chosenOf({ names, brings, span }: VarsFile, scope: Scope): Variables {
  const missing: string[] = [];
  for (const source of names) {
    const name = evaluateSource(source, scope);
    if (name instanceof Unknown) return perhapsBrought({ brings, span }, name.because);
    if (typeof name !== "string") throw problem("RB1101", "this must be the name of a file", { at: source.span });
    const found = brings.get(plainName(name));
    if (found) return found;
    missing.push(`"${name}"`);
  }
  throw problem("RB2107", `there is no file ${missing.join(" or ")}`, { at: span, hint: filesThatAre(brings) });
}
