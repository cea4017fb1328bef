import { type Value, type ValueMap, valueMap } from "../../expression/value.ts";
import type { ProbeResult } from "../contract/host-view.ts";

/** How a job is doing: what its command gave, as far as that is known, and why it failed, if it did. */
export interface JobFound {
  readonly isOver: boolean;
  readonly result: ValueMap;
  readonly failure?: string;
}

const running = /^runs \d+\n$/;
const over = /^(ended|late|restarted|lost)(?: (\d+))?\n(.+)\n(.+)\n([\s\S]*)$/;

/** What a job said of itself; `undefined` where it said nothing that can be understood. */
export function resultOfJob({ status, stdout, stderr }: ProbeResult): JobFound | undefined {
  if (status !== 0) return undefined;
  if (running.test(stdout)) return { isOver: false, result: valueMap([["finished", 0]]) };
  const [, state, code, start = "", end = "", printed = ""] = over.exec(stdout) ?? [];
  if (state === undefined) return undefined;
  const failure = failureOf(state, code);
  const result = valueMap([
    ["finished", 1],
    ...(code === undefined ? [] : [["rc", Number(code)] as const]),
    ...linesOf("stdout", printed),
    ...linesOf("stderr", stderr),
    ["start", timeOf(start)],
    ["end", timeOf(end)],
    ["delta", between(start, end)],
    ["msg", failure ?? ""],
  ]);
  return { isOver: true, result, ...(failure !== undefined && { failure }) };
}

function failureOf(state: string, code: string | undefined): string | undefined {
  if (state === "late") return "the job ran past its limit, and its host ended it";
  if (state === "restarted") return "the host was restarted before the job ended";
  if (state === "lost") return "the job was killed, and nobody knows how far it came";
  return code === "0" ? undefined : `the job ended with status ${code}`;
}

function linesOf(name: "stdout" | "stderr", text: string): readonly (readonly [string, Value])[] {
  const out = text.replace(/\n$/, "");
  return [
    [name, out],
    [`${name}_lines`, out === "" ? [] : out.split("\n")],
  ];
}

/** As Ansible has it: the host's own time, to the microsecond. */
function timeOf(text: string): Value {
  return text === "-" ? null : text.slice(0, 26);
}

/** As Python writes a time span. */
function between(start: string, end: string): Value {
  const [from, to] = [start, end].map((text) => Date.parse(text.replace(/(\.\d{3})\d*/, "$1")));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return null;
  const spent = Math.max(0, to - from);
  const seconds = Math.floor(spent / 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const fraction = spent % 1000 === 0 ? "" : `.${String(spent % 1000).padStart(3, "0")}000`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
}
