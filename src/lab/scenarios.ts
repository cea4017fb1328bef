import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";

/** What a fleet of practice hosts can be like, by name, in the order of the documentation. */
export const scenarioNames = [
  "default",
  "old-build",
  "gold-standard",
  "mixed-builds",
  "foreign-client",
  "broken-xml",
  "missing-file",
  "empty-org",
  "bad-key",
  "stopped",
  "sudo-refused",
  "wrong-host-key",
  "unreachable",
] as const;

/** The name of a scenario. */
export type Scenario = (typeof scenarioNames)[number];

/** One line for people about each scenario. */
export const scenarioDescriptions: Readonly<Record<Scenario, string>> = {
  default: "files as messy as real ones, and everything works: plan and apply succeed",
  "old-build": "the hosts of acme_prod run build 9082, which knows no pipelined",
  "gold-standard": "the hosts of acme_prod run Gold Standard 8 (9032@3a9dc9c), too old for Triggers through Adobe I/O",
  "mixed-builds": "one instance, and its last host runs another build (at least 2 hosts)",
  "foreign-client": "another technical account is already set on acme_prod",
  "broken-xml": "an element of the last host's instance file is not closed",
  "missing-file": "the last host has no instance file",
  "empty-org": "the last host's instance file hides the Organization id behind an empty one",
  "bad-key": "pipelined on the last host finds the private key invalid after every restart",
  stopped: "pipelined runs nowhere, though it should",
  "sudo-refused": "the last host is reached as operator, and its sudo asks for a password",
  "wrong-host-key": "known_hosts holds another key for the last host",
  unreachable: "nothing listens on the last host's port",
};

/** A scenario by the name that someone wrote; RB8005 for any other name. */
export function scenarioNamed(written: string): Scenario {
  const found = scenarioNames.find((name) => name === written);
  if (found !== undefined) return found;
  throw problem("RB8005", `there is no scenario "${written}"`, {
    hint: [didYouMean(written, scenarioNames), `Scenarios: ${scenarioNames.join(", ")}`].filter(Boolean).join(" "),
  });
}
