import { isAbsolute, join, resolve } from "node:path";
import { isList, ownValue, type ValueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Target } from "./connection.ts";
import { splitWords } from "./split-words.ts";

/** Where relative paths start. */
export interface ExecSettings {
  readonly home: string;
  readonly baseFolder: string;
}

/**
 * A host behind a command of this machine, from `exec_command` (a list of words, or text that is split as a shell does) and
 * `ansible_user`, which says who it leads to. A program given as a relative path is looked for from the inventory's folder.
 * RB4012.
 */
export function execTarget(
  host: string,
  variables: ValueMap,
  settings: ExecSettings,
): Extract<Target, { kind: "exec" }> {
  const [program = "", ...rest] = wordsOf(host, variables);
  const user = ownValue(variables, "ansible_user");
  return {
    kind: "exec",
    name: host,
    command: [programPath(program, settings), ...rest],
    ...(typeof user === "string" && user !== "" && { user }),
  };
}

function wordsOf(host: string, variables: ValueMap): readonly string[] {
  const value = ownValue(variables, "exec_command") ?? "";
  const words = typeof value === "string" ? splitWords(value) : isList(value) ? textsOf(value) : undefined;
  const [program = ""] = words ?? [];
  if (words !== undefined && program !== "" && !words.some((word) => word.includes("\0"))) return words;
  const wrong = value === "" ? "is missing" : "must be a list of words, or one text with its quotes closed";
  throw problem("RB4012", `${host}: with ansible_connection exec, exec_command ${wrong}`, {
    hint: `for example: exec_command: [docker, exec, -i, ${host}, sh]`,
  });
}

/** The words; `undefined` where one is neither text nor a number. */
function textsOf(list: readonly unknown[]): readonly string[] | undefined {
  const words = list.filter((word) => typeof word === "string" || typeof word === "number").map(String);
  return words.length === list.length ? words : undefined;
}

function programPath(program: string, { home, baseFolder }: ExecSettings): string {
  if (program.startsWith("~/")) return join(home, program.slice(1));
  return program.includes("/") && !isAbsolute(program) ? resolve(baseFolder, program) : program;
}
