import { problem } from "../../problems/problem.ts";
import type { Located } from "../../source/located.ts";

/** The name of a role, which is read with the runbook. RB1101 for what is none. */
export function roleName(located: Located): string {
  const name = located.kind === "scalar" && typeof located.value === "string" ? located.value : "";
  if (name === "" || /\{[{%]/.test(name)) {
    throw problem("RB1101", "a role must be named by its name, without templates", {
      at: located.span,
      hint: "Roles are read before the run, so that every mistake in them is found before a host is touched.",
    });
  }
  if (/^\w+\.\w+\.\w+$/.test(name)) {
    throw problem("RB1101", `"${name}" is a role of a collection, which are not read`, {
      at: located.span,
      hint: "Copy the role into roles/ beside the runbook.",
    });
  }
  return name;
}
