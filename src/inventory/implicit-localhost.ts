import { locatedText } from "../source/located-text.ts";
import type { Definition, Host, Inventory } from "./model.ts";

const names: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

/** This machine under one of its usual names: there without being listed, reached without SSH; `undefined` for other names. */
export function implicitLocalhost(inventory: Inventory, name: string): Host | undefined {
  if (!names.has(name)) return undefined;
  const inherited = inventory.groups.get("all")?.variables ?? new Map<string, Definition>();
  const file = { name: `(${name})`, text: "local" };
  const span = { file, start: 0, end: file.text.length };
  const value = locatedText({ value: "local", text: "local", style: "plain", span });
  const connection = { name: "ansible_connection", value, by: `host ${name}` };
  const variables = new Map([...inherited, [connection.name, connection]]);
  return { name, groups: ["all"], variables, conflicts: new Map() };
}
