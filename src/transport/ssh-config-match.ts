import { type ProblemError, problem } from "../problems/problem.ts";
import { namesMatch } from "./host-patterns.ts";
import type { ConfigLine } from "./ssh-config-file.ts";
import { splitKeyword } from "./ssh-config-words.ts";

/** What conditions of a Match line are compared with. */
export interface MatchFacts {
  readonly originalHost: string;
  /** The name after HostName. */
  readonly host: string;
  readonly user: string;
  readonly localUser: string;
}

/** Whether a Match line holds (ssh_config(5)). RB4012 for `exec`, which is never run here, and for what is not known. */
export function conditionHolds({ rest, place }: ConfigLine, facts: MatchFacts): boolean {
  let holds = true;
  let text = rest;
  let count = 0;
  while (text !== "" && !text.startsWith("#")) {
    const condition = splitKeyword(text);
    const negated = condition.keyword.startsWith("!");
    const name = condition.keyword.slice(negated ? 1 : 0).toLowerCase();
    count += 1;
    if (name === "all") {
      if (count > 1 || condition.rest !== "") throw wrong(place, "all stands alone");
      return !negated;
    }
    if (name === "canonical" || name === "final") throw onlyBySsh(place, `Match ${name}`);
    const argument = splitArgument(condition.rest);
    if (argument === undefined || argument.value === "") throw wrong(place, `${name} needs a value`);
    text = argument.rest;
    if (name === "exec") {
      if (holds) throw onlyBySsh(place, "Match exec");
      continue;
    }
    if (fits(name, argument.value, { facts, place }) === negated) holds = false;
  }
  if (count === 0) throw wrong(place, "it has no condition");
  return holds;
}

function fits(name: string, value: string, { facts, place }: { facts: MatchFacts; place: string }): boolean {
  switch (name) {
    case "host":
      return namesMatch(value, facts.host.toLowerCase());
    case "originalhost":
      return namesMatch(value, facts.originalHost.toLowerCase());
    case "user":
      return namesMatch(value, facts.user, { ignoreCase: false });
    case "localuser":
      return namesMatch(value, facts.localUser, { ignoreCase: false });
    default:
      throw onlyBySsh(place, `Match ${name}`);
  }
}

function splitArgument(text: string): { readonly value: string; readonly rest: string } | undefined {
  if (text.startsWith('"') && !text.includes('"', 1)) return undefined;
  const { keyword, rest } = splitKeyword(text);
  return { value: keyword, rest };
}

/** RB4012 for what needs the ssh program to be decided. */
export function onlyBySsh(place: string, what: string): ProblemError {
  return problem("RB4012", `${place}: ${what} cannot be evaluated without the ssh program`, {
    hint: "install OpenSSH's client, or put the host's settings into the inventory",
  });
}

function wrong(place: string, why: string): ProblemError {
  return problem("RB4012", `${place}: Match cannot be understood: ${why}`, { hint: "see ssh_config(5)" });
}
