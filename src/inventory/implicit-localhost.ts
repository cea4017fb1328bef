import { locatedText } from "../source/located-text.ts";
import { inheritedBy, type RankedGroup } from "./inherited.ts";
import { ListedHost } from "./listed-host.ts";
import type { Host } from "./model.ts";
import type { AllVariableFiles } from "./variable-files.ts";

/** The usual names of this machine. */
export const localNames = ["localhost", "127.0.0.1", "::1"] as const;

/** This machine under one of its usual names: there without being listed, in `all` alone, reached without SSH. */
export function implicitLocalhost(name: string, all: RankedGroup, files: AllVariableFiles): Host {
  const file = { name: `(${name})`, text: "local" };
  const span = { file, start: 0, end: file.text.length };
  const value = locatedText({ value: "local", text: "local", style: "plain", span });
  const connection = { name: "ansible_connection", value, by: `host ${name}` };
  const own = { name, groups: ["all"], file: undefined, said: [connection] };
  return new ListedHost(own, inheritedBy([all], files), files);
}
