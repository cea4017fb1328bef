import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { leftOut } from "./left-out.ts";

/** The error for a name that is not there: RB2004. The hint says why Ansible's is left out, or what was meant. */
export function unknownName(kind: string, name: string, { names, at }: { names: Iterable<string>; at: Span }) {
  const why = leftOut.get(`${kind} ${name}`);
  if (why !== undefined)
    return problem("RB2004", `the ${kind} "${name}" of Ansible is not supported`, { at, hint: why });
  return problem("RB2004", `there is no ${kind} "${name}"`, { at, hint: didYouMean(name, names) });
}
