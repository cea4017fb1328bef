import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { locatedText } from "../source/located-text.ts";
import { shellWords, type Word } from "../source/shell-words.ts";
import type { SourceFile, Span } from "../source/span.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { pythonLiteral } from "./python-literal.ts";

type Kind = "hosts" | "children" | "vars";
const longestLine = 1_000_000;
const kinds = ["hosts", "children", "vars"] as const;

interface Section {
  readonly group: string;
  readonly kind: Kind;
}

/** A group that must be declared somewhere, and who needs it. */
interface Expected {
  readonly group: string;
  readonly by: string;
  readonly at: Span;
}

/** Reads Ansible's INI form into a draft: `[group]`, `[group:children]`, `[group:vars]`, hosts with `name=value` behind them. */
export function readIniInventory(file: SourceFile, draft: InventoryDraft): void {
  const reader = new IniReader(file, draft);
  let start = 0;
  for (const line of file.text.split("\n")) {
    reader.line(line, start);
    start += line.length + 1;
  }
  reader.finish();
}

class IniReader {
  readonly #file: SourceFile;
  readonly #draft: InventoryDraft;
  readonly #expected: Expected[] = [];
  readonly #declared: Set<string>;
  #section: Section = { group: "ungrouped", kind: "hosts" };

  constructor(file: SourceFile, draft: InventoryDraft) {
    this.#file = file;
    this.#draft = draft;
    this.#declared = new Set(draft.groups.keys());
  }

  line(line: string, start: number): void {
    if (line.length > longestLine) this.#refuseLine(start);
    const text = line.trim();
    if (text === "" || text.startsWith("#") || text.startsWith(";")) return;
    const from = start + line.indexOf(text);
    const at = this.#span(from, from + text.length);
    if (text.startsWith("[") && /^\[[^\]]*\]\s*(#.*)?$/.test(text)) this.#header(text, at);
    else if (this.#section.kind === "vars") this.#variable(text, from, this.#section.group);
    else if (this.#section.kind === "children") this.#child(text, at);
    else this.#hosts(line, start, at);
  }

  #refuseLine(start: number): never {
    throw problem("RB1006", `a line is longer than ${longestLine} characters`, { at: this.#span(start, start + 1) });
  }

  /** Reports groups that are used but declared nowhere. */
  finish(): void {
    for (const { group, by, at } of this.#expected) {
      if (this.#declared.has(group)) continue;
      const hint = didYouMean(group, this.#declared) ?? `declare it with a line "[${group}]"`;
      this.#draft.report("RB3002", `${by} names the group "${group}", which is not declared`, at, hint);
    }
  }

  #header(text: string, at: Span): void {
    const [, group = "", kind = "hosts"] = /^\[([^:\]\s]+)(?::(\w+))?\]/.exec(text) ?? [];
    const known = kinds.find((one) => one === kind);
    if (group === "" || known === undefined) {
      const hint =
        (group && didYouMean(kind, kinds)) || "write [group], [group:children] or [group:vars], without blanks";
      this.#draft.report("RB3001", "this section cannot be understood", at, hint);
      return;
    }
    this.#section = { group, kind: known };
    this.#draft.group(group, at);
    if (known === "vars") this.#expected.push({ group, by: `[${group}:vars]`, at });
    else this.#declared.add(group);
  }

  #child(text: string, at: Span): void {
    const name = /^([^:\]\s]+)\s*(#.*)?$/.exec(text)?.[1];
    if (name === undefined) {
      this.#draft.report("RB3001", "a group name is expected here", at, "one group a line");
      return;
    }
    this.#expected.push({ group: name, by: `[${this.#section.group}:children]`, at });
    this.#draft.addChild(this.#section.group, name, this.#span(at.start, at.start + name.length));
  }

  #variable(text: string, start: number, group: string): void {
    const equals = text.indexOf("=");
    const name = text.slice(0, Math.max(equals, 0)).trim();
    if (name === "") {
      const at = this.#span(start, start + text.length);
      this.#draft.report("RB3001", `a line of [${group}:vars] must be name=value`, at);
      return;
    }
    const value = text.slice(equals + 1).trim();
    const span = this.#span(start + text.length - value.length, start + text.length);
    if (!this.#isAllowedName(name, span)) return;
    this.#draft.setGroupVariable(group, name, pythonLiteral(locatedText({ value, text: value, style: "plain", span })));
  }

  #hosts(line: string, start: number, at: Span): void {
    const words = shellWords(line, { comments: true });
    const [host, ...variables] = words ?? [];
    if (!host) {
      this.#draft.report("RB3001", "a quote is not closed in this line", at);
      return;
    }
    const names = this.#draft.addHosts(
      host.text,
      this.#section.group,
      this.#span(start + host.start, start + host.end),
    );
    for (const word of variables) this.#hostVariable(word, start, names);
  }

  #hostVariable(word: Word, start: number, hosts: readonly string[]): void {
    const equals = word.text.indexOf("=");
    const name = word.text.slice(0, Math.max(equals, 0));
    const at = this.#span(start + word.start, start + word.end);
    if (name === "") {
      const hint = "one host a line; put quotes around values with blanks";
      this.#draft.report("RB3001", "after a host only name=value is expected", at, hint);
      return;
    }
    if (!this.#isAllowedName(name, at)) return;
    const value = word.text.slice(equals + 1);
    const span = this.#span(at.start + this.#file.text.slice(at.start, at.end).indexOf("=") + 1, at.end);
    const style = /^["']/.test(this.#file.text.slice(span.start)) ? "quoted" : "plain";
    const located = pythonLiteral(locatedText({ value, text: value, style, span }));
    for (const one of hosts) this.#draft.setHostVariable(one, name, located);
  }

  #isAllowedName(name: string, at: Span): boolean {
    return !this.#draft.refuses(name, at);
  }

  #span(start: number, end: number): Span {
    return { file: this.#file, start, end };
  }
}
