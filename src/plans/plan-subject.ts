import { relative } from "node:path";
import { keyedDigest } from "../engine/keyed-digest.ts";
import { Unknown } from "../expression/unknown.ts";
import type { Runbook } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { wholeText } from "../runbook/whole-text.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { SourceFile } from "../source/span.ts";
import type { PlanSubject } from "./saved-plan.ts";

/** What a run is about to be made from. */
export interface Sources {
  readonly runbook: Runbook;
  readonly inventory: readonly SourceFile[];
  readonly limit: ReadonlySet<string> | undefined;
  /** Extra variables and inputs; what is missing is unknown. */
  readonly values: ReadonlyMap<string, ValueSource>;
}

/** Digests of everything that a plan follows from; `files` are those that its decisions were made with, by absolute path. */
export function subjectOf(
  { runbook, inventory, limit, values }: Sources,
  files: ReadonlyMap<string, Uint8Array>,
  key: Uint8Array,
): PlanSubject {
  const digest = (content: Uint8Array | string) => keyedDigest(key, content);
  const sorted = [...values].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const missing = sorted.filter(([, source]) => isMissing(source)).map(([name]) => name);
  const given = sorted.filter(([, source]) => !isMissing(source));
  const beside = [...files].map(([path, content]) => [relative(runbook.folder, path), digest(content)] as const);
  return {
    runbook: digest(wholeText(runbook)),
    files: Object.fromEntries(beside.toSorted(([one], [other]) => (one < other ? -1 : 1))),
    inventory: inventory.map(({ text }) => digest(text)),
    ...(limit && { limit: digest([...limit].toSorted().join("\n")) }),
    values: Object.fromEntries(given.map(([name, source]) => [name, digest(canonical(source))])),
    missing,
  };
}

function isMissing(source: ValueSource): boolean {
  return source.kind === "constant" && source.value instanceof Unknown;
}

/** The same text for the same value, wherever it was written; secrets as they are: for a keyed digest alone. */
function canonical(source: ValueSource): string {
  return JSON.stringify(plain(source));
}

function plain(value: unknown): unknown {
  if (value instanceof SecretText) return { secret: value.reveal() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== "span" && name !== "file");
  return entries.map(([name, one]) => [name, plain(one)]);
}
