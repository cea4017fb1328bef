import type { Module } from "./define-module.ts";
import { exampleParts } from "./example-parts.ts";
import { type ParameterRow, parameterRows } from "./parameter-rows.ts";

/** A module's reference page for a terminal of so many columns; plain text, the same facts as `referencePage`. */
export function referenceText(module: Module, columns: number): string {
  const { name, aliases = [], summary, notes = "", examples } = module;
  const rows = parameterRows(module);
  const width = Math.max(40, columns);
  const block = (title: string, body: string) => body !== "" && `${title}\n\n${body}`;
  const sections = [
    `${name}: ${summary}`,
    aliases.length > 0 && `Also called ${aliases.join(", ")}.`,
    block(
      "PARAMETERS",
      parameterList(
        rows.filter((row) => !row.refused),
        width,
      ),
    ),
    block("NOTES", notes.trim() && indent(notes.trim(), 2)),
    block("EXAMPLES", examples.map(exampleText).join("\n\n")),
    block(
      "NOT SUPPORTED",
      parameterList(
        rows.filter((row) => row.refused),
        width,
      ),
    ),
  ];
  return `${sections.filter((section) => typeof section === "string").join("\n\n")}\n`;
}

function parameterList(rows: readonly ParameterRow[], width: number): string {
  return rows.map((row) => `  ${heading(row)}\n${indent(wrap(row.doc, width - 6), 6)}`).join("\n");
}

function heading({ name, aliases, type, required, fallback }: ParameterRow): string {
  const facts = [type.replaceAll("\n", "\\n"), required && "required", fallback !== undefined && `default ${fallback}`];
  return `${[name, ...aliases].join(", ")} (${facts.filter((fact) => typeof fact === "string").join(", ")})`;
}

function exampleText(example: Module["examples"][number]): string {
  const parts = exampleParts(example).map(({ heading: title, text }) => `    ${title}:\n${indent(text, 6)}`);
  return [`  ${example.title}`, ...parts].join("\n");
}

function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
