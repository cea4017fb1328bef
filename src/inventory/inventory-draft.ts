import type { ProblemCode } from "../problems/codes.ts";
import { type Problem, ProblemError } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { locatedText } from "../source/located-text.ts";
import type { Span } from "../source/span.ts";
import { hostAddress, isHostName } from "./host-address.ts";
import { expandHostRange } from "./host-range.ts";
import type { Definition } from "./model.ts";

/** A group while files are read. */
export interface GroupDraft {
  readonly name: string;
  readonly children: Set<string>;
  readonly hosts: Set<string>;
  readonly variables: Map<string, Definition>;
  priority: number;
}

/** What the readers of all forms fill: groups and hosts in file order; mistakes are collected, not thrown. */
export class InventoryDraft {
  readonly groups = new Map<string, GroupDraft>();
  readonly hosts = new Map<string, Map<string, Definition>>();
  readonly problems: Problem[] = [];
  /** Where a group was made a child, for circles: "parent child" to place. */
  readonly edges = new Map<string, Span>();

  constructor(at: Span) {
    this.group("all", at);
    this.addChild("all", "ungrouped", at);
  }

  /** The group of a name, made when it is new. */
  group(name: string, at: Span): GroupDraft {
    const known = this.groups.get(name);
    if (known) return known;
    if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name)) {
      this.report("RB3001", `"${name}" is not a usable group name`, at, "use letters, digits, _, - and .");
    }
    const made: GroupDraft = { name, children: new Set(), hosts: new Set(), variables: new Map(), priority: 1 };
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
      if (!this.hosts.has(one)) this.hosts.set(one, new Map());
      this.group(group, at).hosts.add(one);
      if (port !== undefined) this.setHostVariable(one, "ansible_port", portValue(port, at));
    }
    return names;
  }

  setHostVariable(host: string, name: string, value: Located): void {
    this.hosts.get(host)?.set(name, { name, value, by: `host ${host}` });
  }

  setGroupVariable(group: string, name: string, value: Located): void {
    const draft = this.group(group, value.span);
    if (name !== "ansible_group_priority") draft.variables.set(name, { name, value, by: `group ${group}` });
    else if (value.kind === "scalar" && /^-?\d+$/.test(value.source)) draft.priority = Number(value.source);
    else this.report("RB3001", '"ansible_group_priority" must be a whole number', value.span);
  }

  report(code: ProblemCode, message: string, at: Span, hint?: string): void {
    this.problems.push({ code, severity: "error", message, at, ...(hint && { hint }) });
  }

  #expanded(name: string, at: Span): readonly string[] {
    try {
      return expandHostRange(name, at);
    } catch (cause) {
      if (!(cause instanceof ProblemError)) throw cause;
      this.problems.push(...cause.problems);
      return [];
    }
  }

  #isAllowed(name: string, at: Span): boolean {
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
