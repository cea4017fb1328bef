import type { Listener } from "../events/bus.ts";
import type { RunFinished, TaskFinished } from "../events/event.ts";
import { hostList } from "./host-list.ts";
import { type Palette, palette } from "./palette.ts";
import { type Trouble, troubleLines, troubleOfHost, troubleOfTask } from "./trouble.ts";
import { counted } from "./wording.ts";

/** What a host's task left to read: a word behind the host's name, and printable lines. */
export interface Block {
  readonly remark: string;
  readonly lines: readonly string[];
}

/** Makes a host's block; `undefined` where the task has nothing to show but its failure. */
export type BlockOf = (event: TaskFinished, paint: Palette) => Block | undefined;

/** Gathers what every host has to say, and shows it at the end. */
export interface HostBlocks {
  readonly listener: Listener;
  /** Hosts in their order, equal blocks once; then what went wrong; then how many there were. */
  render(): string;
}

/** A view of one task whose results are the point. */
export function createHostBlocks(blockOf: BlockOf, color: boolean): HostBlocks {
  const paint = palette(color);
  const blocks = new Map<string, Block & { readonly hosts: string[] }>();
  const troubles: Trouble[] = [];
  let order: readonly string[] = [];
  let finished: RunFinished | undefined;
  const take = (event: TaskFinished) => {
    const block = blockOf(event, paint);
    const trouble = block ? undefined : troubleOfTask(event);
    if (trouble) troubles.push(trouble);
    if (!block) return;
    const key = JSON.stringify([block.remark, block.lines]);
    const known = blocks.get(key);
    if (known) known.hosts.push(event.host);
    else blocks.set(key, { ...block, hosts: [event.host] });
  };
  return {
    listener(event) {
      if (event.type === "run.started") order = event.hosts;
      if (event.type === "task.finished") take(event);
      if (event.type === "run.finished") finished = event;
      if (event.type === "host.lost" && !troubles.some(({ host }) => host === event.host)) {
        troubles.push(troubleOfHost(event));
      }
    },
    render() {
      const places = new Map(order.map((host, index) => [host, index]));
      const place = (host: string | undefined) => places.get(host ?? "") ?? 0;
      const byPlace = (one: string, other: string) => place(one) - place(other);
      const sorted = [...blocks.values()].map(({ hosts, ...block }) => ({ ...block, hosts: hosts.toSorted(byPlace) }));
      const shown = sorted
        .toSorted((one, other) => place(one.hosts[0]) - place(other.hosts[0]))
        .map(({ hosts, remark, lines }) => [title(hosts, remark, paint), ...lines.map((line) => `  ${line}`)]);
      const wrong = troubleLines(
        troubles.toSorted((one, other) => place(one.host) - place(other.host)),
        paint,
      );
      const parts = [
        ...shown,
        ...(wrong.length > 0 ? [wrong] : []),
        ...(finished ? [[countLine(finished, paint)]] : []),
      ];
      return parts.map((lines) => `${lines.join("\n")}\n`).join("\n");
    },
  };
}

function title(hosts: readonly string[], remark: string, paint: Palette): string {
  const many = hosts.length > 1 ? paint.dim(`  (${hosts.length} hosts)`) : "";
  return `${paint.bold(hostList(hosts))}${many}${remark === "" ? "" : `  ${paint.red(remark)}`}`;
}

function countLine({ stats }: RunFinished, paint: Palette): string {
  const all = Object.values(stats);
  const failed = all.filter((one) => one.failed > 0).length;
  const lost = all.filter((one) => one.unreachable > 0 || one.unknown > 0).length;
  const never = all.filter((one) => Object.values(one).every((count) => count === 0)).length;
  const counts = [
    [all.length - failed - lost - never, "ok"],
    [failed, "failed"],
    [lost, "unreachable"],
    [never, "not begun"],
  ] as const;
  const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return paint.dim(`${counted(all.length, "host")}: ${words.join(", ") || "nothing to do"}`);
}
