import type { Arguments } from "../arguments.ts";
import type { Asker } from "../expect.ts";
import { type Signature, signature } from "../signature.ts";
import type { Known } from "../truth.ts";
import type { Unknown } from "../unknown.ts";

/** One use of a test: `x is name(arguments)`. */
export interface TestCall extends Asker {
  readonly args: Arguments;
}

/** A test on a value that is there and known at its top; secrets come as secrets. */
export interface Test {
  readonly takes: Signature;
  readonly run: (value: Known, call: TestCall) => boolean | Unknown;
}

/** Tests by name, each with what it takes. */
export function defineTests(
  definitions: Readonly<Record<string, readonly [takes: string, run: Test["run"]]>>,
): ReadonlyMap<string, Test> {
  return new Map(Object.entries(definitions).map(([name, [takes, run]]) => [name, { takes: signature(takes), run }]));
}
