import type { Example, ExampleFile } from "./define-module.ts";

/** A piece of an example under a heading: files before, files beside the runbook, the task, files after. */
export interface ExamplePart {
  readonly heading: string;
  readonly language: "text" | "yaml";
  readonly text: string;
}

/** An example as the reference shows it, in reading order; what would be empty is left out. */
export function exampleParts({ title, given, beside = {}, task, then }: Example): readonly ExamplePart[] {
  const indented = `- name: ${plainOrQuoted(title)}\n  ${task.trimEnd().replaceAll("\n", "\n  ")}`;
  const unchanged = JSON.stringify(given) === JSON.stringify(then);
  return [
    ...filesPart("On the host before", given),
    ...filesPart("Beside the runbook", beside),
    { heading: "Task", language: "yaml", text: indented },
    ...(unchanged ? [] : filesPart("On the host after", then)),
  ];
}

function filesPart(heading: string, files: Readonly<Record<string, ExampleFile>>): readonly ExamplePart[] {
  const blocks = Object.entries(files).map(([path, file]) => fileBlock(path, file));
  return blocks.length === 0 ? [] : [{ heading, language: "text", text: blocks.join("\n") }];
}

function fileBlock(path: string, file: ExampleFile): string {
  if (typeof file !== "string" && "link" in file) return `${path} -> ${file.link}`;
  const { text, mode } = typeof file === "string" ? { text: file, mode: undefined } : file;
  const head = mode === undefined ? path : `${path} (${mode})`;
  if (text === "") return path.endsWith("/") ? head : `${head} (empty)`;
  const lines = text.replaceAll("\r", "\\r").replace(/\n$/, "").split("\n");
  return [head, ...lines.map((line) => `  ${line}`)].join("\n");
}

function plainOrQuoted(text: string): string {
  return /^[A-Za-z][^:#]*$/.test(text) ? text : JSON.stringify(text);
}
