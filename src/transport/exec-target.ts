import { isAbsolute, join, resolve } from "node:path";
import { isList, ownValue, type ValueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Target } from "./connection.ts";
import { splitWords } from "./split-words.ts";

/** A target that is reached behind a command. */
export type ExecTarget = Extract<Target, { kind: "exec" }>;

/** Where relative paths start. */
export interface ExecSettings {
  readonly home: string;
  readonly baseFolder: string;
}

/**
 * A host behind a command of this machine, from `exec_command` (a list of words, or text that is split as a shell does) and
 * `ansible_user`, which says who it leads to. A program given as a relative path is looked for from the inventory's folder,
 * unless `exec_via` says that the command is another host's. RB4012.
 */
export function execTarget(host: string, variables: ValueMap, settings: ExecSettings): ExecTarget {
  const [program = "", ...rest] = wordsOf(host, variables);
  const user = ownValue(variables, "ansible_user");
  const elsewhere = execVia(host, variables) !== undefined;
  return {
    kind: "exec",
    name: host,
    command: [elsewhere ? program : programPath(program, settings), ...rest],
    ...(typeof user === "string" && user !== "" && { user }),
  };
}

/** The inventory's name of the host that runs a host's exec_command; `undefined`: this machine does. RB4012. */
export function execVia(host: string, variables: ValueMap): string | undefined {
  const value = ownValue(variables, "exec_via");
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  throw problem("RB4012", `${host}: exec_via must be the name of a host of the inventory`);
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
