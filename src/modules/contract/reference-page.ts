import type { Module } from "./define-module.ts";
import { exampleParts } from "./example-parts.ts";
import { type ParameterRow, parameterRows } from "./parameter-rows.ts";

/** A module's reference page in Markdown. */
export function referencePage(module: Module): string {
  const { name, aliases = [], summary, notes = "", examples } = module;
  const rows = parameterRows(module);
  const supported = rows.filter((row) => !row.refused);
  const refused = rows.filter((row) => row.refused);
  const sections = [
    `# ${name}`,
    summary,
    aliases.length > 0 && `Also called ${aliases.map(code).join(", ")}.`,
    module.offHost && "It needs no connection to the host.",
    supported.length > 0 && `## Parameters\n\n${parameterTable(supported)}`,
    notes !== "" && `## Notes\n\n${notes.trim()}`,
    examples.length > 0 && `## Examples\n\n${examples.map(exampleSection).join("\n\n")}`,
    refused.length > 0 && `## Not supported\n\n${refusedTable(refused)}`,
  ];
  return `${sections.filter((section) => typeof section === "string").join("\n\n")}\n`;
}

function parameterTable(rows: readonly ParameterRow[]): string {
  const lines = rows.map(({ name, aliases, type, required, fallback, doc }) => {
    const names = [name, ...aliases].map(code).join(", ");
    return `| ${names} | ${cell(type)} | ${required ? "required" : fallback === undefined ? "" : code(fallback)} | ${cell(doc)} |`;
  });
  return ["| Name | Type | Default | Meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function refusedTable(rows: readonly ParameterRow[]): string {
  const lines = rows.map(({ name, type, doc }) => {
    const accepted = type.startsWith("only ") ? code(shown(type.slice("only ".length))) : "";
    return `| ${code(name)} | ${accepted} | ${cell(doc)} |`;
  });
  return ["| Ansible's parameter | Accepted | Why |", "| --- | --- | --- |", ...lines].join("\n");
}

function exampleSection(example: Module["examples"][number]): string {
  const parts = exampleParts(example).map(
    ({ heading, language, text }) => `${heading}:\n\n\`\`\`${language}\n${text}\n\`\`\``,
  );
  return [`### ${example.title}`, ...parts].join("\n\n");
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function shown(text: string): string {
  return text.replaceAll("\n", "\\n");
}
