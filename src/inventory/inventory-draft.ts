import type { ProblemCode } from "../problems/codes.ts";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { locatedText } from "../source/located-text.ts";
import { refusedKeys } from "../source/refused-keys.ts";
import type { Span } from "../source/span.ts";
import { hostAddress, isHostName } from "./host-address.ts";
import { expandHostRange } from "./host-range.ts";
import type { Definition } from "./model.ts";

const mostProblems = 50;
/** How often hosts may be named, ranges written out. */
const mostNamed = 500_000;

const mostGroups = 100_000;

/** A group while files are read. */
export interface GroupDraft {
  readonly name: string;
  readonly children: Set<string>;
  readonly hosts: Set<string>;
  /** In the order of the files; later ones win. */
  readonly said: Definition[];
  priority: number;
}

/** A host while files are read. */
export interface HostDraft {
  /** In the order of the files; later ones win. */
  readonly said: Definition[];
  /** The file that names it first, absolute. */
  readonly file: string | undefined;
}

/** What the readers of all forms fill: groups and hosts in file order; mistakes are collected, not thrown. */
export class InventoryDraft {
  readonly groups = new Map<string, GroupDraft>();
  readonly hosts = new Map<string, HostDraft>();
  readonly problems: Problem[] = [];
  /** Where a group was made a child, for circles: "parent child" to place. */
  readonly edges = new Map<string, Span>();

  /** The file that is being read, absolute; nothing for names from the command line. */
  file: string | undefined;

  #named = 0;

  constructor(at: Span) {
    this.group("all", at);
    this.addChild("all", "ungrouped", at);
  }

  /** The group of a name, made when it is new. */
  group(name: string, at: Span): GroupDraft {
    const known = this.groups.get(name);
    if (known) return known;
    this.refuses(name, at);
    if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name)) {
      this.report("RB3001", `"${name}" is not a usable group name`, at, "use letters, digits, _, - and .");
    }
    if (this.groups.size === mostGroups) throw problem("RB1006", `there are more than ${mostGroups} groups`, { at });
    const made: GroupDraft = { name, children: new Set(), hosts: new Set(), said: [], priority: 1 };
    this.groups.set(name, made);
    return made;
  }

  /** Puts one group into another. */
  addChild(parent: string, child: string, at: Span): void {
    this.group(parent, at).children.add(this.group(child, at).name);
    this.edges.set(`${parent} ${child}`, at);
  }

  /** Puts the hosts that a name with ranges and port stands for into a group; their names. */
  addHosts(written: string, group: string, at: Span): readonly string[] {
    const { name, port } = hostAddress(written);
    const names = this.#expanded(name, at).filter((one) => this.#isAllowed(one, at));
    for (const one of names) {
      this.#add(one, group, at);
      if (port !== undefined) this.setHostVariable(one, "ansible_port", portValue(port, at));
    }
    return names;
  }

  /** Puts a host into a group, by its very name; false, and a problem, when the name is not allowed. */
  addHost(name: string, group: string, at: Span): boolean {
    const allowed = this.#isAllowed(name, at);
    if (allowed) this.#add(name, group, at);
    return allowed;
  }

  setHostVariable(host: string, name: string, value: Located): void {
    this.hosts.get(host)?.said.push({ name, value, by: `host ${host}` });
  }

  setGroupVariable(group: string, name: string, value: Located): void {
    const draft = this.group(group, value.span);
    if (name !== "ansible_group_priority") draft.said.push({ name, value, by: `group ${group}` });
    else if (value.kind === "scalar" && /^-?\d+$/.test(value.source)) draft.priority = Number(value.source);
    else this.report("RB3001", '"ansible_group_priority" must be a whole number', value.span);
  }

  report(code: ProblemCode, message: string, at: Span, hint?: string): void {
    if (this.problems.length < mostProblems)
      this.problems.push({ code, severity: "error", message, at, ...(hint && { hint }) });
  }

  #add(host: string, group: string, at: Span): void {
    if (!this.hosts.has(host)) this.hosts.set(host, { said: [], file: this.file });
    this.group(group, at).hosts.add(host);
  }

  #expanded(name: string, at: Span): readonly string[] {
    try {
      const names = expandHostRange(name, at);
      this.#named += names.length;
      if (this.#named <= mostNamed) return names;
    } catch (cause) {
      if (!(cause instanceof ProblemError)) throw cause;
      if (this.problems.length < mostProblems) this.problems.push(...cause.problems);
      return [];
    }
    throw problem("RB1006", `hosts are named more than ${mostNamed} times`, { at });
  }

  /** Whether a name is one that may not be used; then a problem, too. */
  refuses(name: string, at: Span): boolean {
    const refused = refusedKeys.has(name);
    if (refused) this.report("RB1007", `the name "${name}" is not allowed`, at, "choose another name");
    return refused;
  }

  #isAllowed(name: string, at: Span): boolean {
    if (this.refuses(name, at)) return false;
    if (isHostName(name)) return true;
    const hint =
      'use letters, digits, ".", "_", ":" and "-" (not first); a friendly name may have "ansible_host: ADDRESS"';
    this.report("RB3005", `${JSON.stringify(name)} is not an allowed host name`, at, hint);
    return false;
  }
}

function portValue(port: number, span: Span): Located {
  return locatedText({ value: port, text: String(port), style: "plain", span });
}
