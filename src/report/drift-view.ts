import type { Listener } from "../events/bus.ts";
import type { HostDrifted } from "../events/event.ts";
import type { Drift } from "../events/planned.ts";
import { diffLines } from "./diff-lines.ts";
import { type Palette, palette } from "./palette.ts";
import { printableLine } from "./printable.ts";

/** Gathers how hosts differ from a plan, and shows it when the run is over. */
export interface DriftView {
  readonly listener: Listener;
  /** Host by host, path by path: what differs, what the plan would have changed, and what changed since; "" when nothing did. */
  render(options: { readonly color: boolean }): string;
}

/** A view that has seen nothing yet. */
export function createDriftView(): DriftView {
  const drifted: HostDrifted[] = [];
  return {
    listener(event) {
      if (event.type === "host.drifted" && event.drifts.length > 0) drifted.push(event);
    },
    render({ color }) {
      const paint = palette(color);
      const sorted = drifted.toSorted((one, other) => (one.host < other.host ? -1 : 1));
      return sorted.map((event) => `${hostLines(event, paint).join("\n")}\n`).join("\n");
    },
  };
}

function hostLines({ host, when, drifts }: HostDrifted, paint: Palette): readonly string[] {
  const what = when === "before" ? "is not as the plan saw it" : "is not what the plan said";
  return [
    `${paint.bold(printableLine(host))} ${what}`,
    ...drifts.flatMap((drift) => driftLines(drift, paint).map((line) => `  ${line}`)),
  ];
}

function driftLines({ path = "the host itself", differs, planned, since }: Drift, paint: Palette): readonly string[] {
  const block = (title: string, diff: string | undefined) =>
    diff === undefined ? [] : [`  ${paint.dim(title)}`, ...diffLines(diff, paint).map((line) => `    ${line}`)];
  return [
    `${printableLine(path)}: ${printableLine(differs.join(", "))}`,
    ...block("what the plan changes there:", planned),
    ...block("what changed since the plan:", since),
  ];
}
