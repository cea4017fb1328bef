import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Ended } from "../support/program.ts";

const project = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** Folders whose names differ from run to run, by the word that stands for them. */
export type Places = Readonly<Record<string, string>>;

/** A command and everything it said, as one page: what differs from run to run is replaced by a word. */
export function transcript(args: readonly string[], ended: Ended, places: Places = {}): string {
  const parts = [
    `$ runbook ${args.map(word).join(" ")}`,
    ...(ended.stdout === "" ? [] : ["--- stdout", ended.stdout.trimEnd()]),
    ...(ended.stderr === "" ? [] : ["--- stderr", ended.stderr.trimEnd()]),
    `--- exit code ${ended.exitCode}`,
  ];
  return `${steady(parts.join("\n"), places)}\n`;
}

/** Text without what differs from run to run: folders, times, durations, run ids, dates, ports, process ids. */
export function steady(text: string, places: Places = {}): string {
  const folders = Object.entries({ ...places, PROJECT: project, TMP: tmpdir() }).toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  let result = text;
  for (const [name, folder] of folders) result = result.replaceAll(folder, name);
  return result
    .replaceAll(/\b\d{8}-\d{6}-[a-z0-9]{4}\b/g, "RUN")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "DIGEST")
    .replaceAll(/triggers-io\.yaml:\d+:\d+/g, "triggers-io.yaml:LINE")
    .replaceAll(/^\d\d:\d\d:\d\d /gm, "HH:MM:SS ")
    .replaceAll(/\b\d{4}-\d\d-\d\d UTC/g, "DATE UTC")
    .replaceAll(/\b[\d.]+ (ms|s|min)\b/g, "T")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replaceAll(/"ansible_port": \d+/g, '"ansible_port": PORT')
    .replaceAll(/\b(pid|process|before:) \d+/g, "$1 PID");
}

function word(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
