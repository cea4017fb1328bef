import { expressionsPage } from "../../expression/reference/expressions-page.ts";
import { problemCodes } from "../../problems/codes.ts";
import { type CompatibilityCase, compatibilityPage } from "./compatibility-page.ts";
import type { Module } from "./define-module.ts";
import { referencePage } from "./reference-page.ts";
import { type ModuleFile, renderIndex } from "./render-index.ts";

/** Every generated file: its path from the top of the project, and its text. `cases`: the golden cases of the language. */
export function generatedFiles(
  files: readonly ModuleFile[],
  cases: readonly CompatibilityCase[],
): ReadonlyMap<string, string> {
  const sorted = files.toSorted((a, b) => (a.module.name < b.module.name ? -1 : 1));
  return new Map([
    ["src/modules/contract/index.generated.ts", renderIndex(sorted)],
    ["docs/reference/modules.md", moduleList(sorted.map(({ module }) => module))],
    ...sorted.map(({ module }) => [`docs/reference/modules/${module.name}.md`, referencePage(module)] as const),
    ["docs/reference/expressions.md", expressionsPage()],
    ["docs/reference/problems.md", problemPage()],
    ["docs/reference/compatibility.md", compatibilityPage(cases)],
  ]);
}

function moduleList(modules: readonly Module[]): string {
  const lines = modules.map(({ name, summary }) => `- [${name}](modules/${name}.md): ${summary}`);
  return `# Modules\n\n${lines.join("\n")}\n`;
}

const ranges: Readonly<Record<string, string>> = {
  RB1: "Files and YAML",
  RB2: "Runbooks and expressions",
  RB3: "Inventory and inputs",
  RB4: "Connections",
  RB5: "Modules and files on hosts",
  RB6: "Adobe Campaign",
  RB7: "State and runs",
  RB8: "Command line and practice hosts",
};

function problemPage(): string {
  const sections = Object.entries(ranges).map(([range, title]) => {
    const codes = Object.entries(problemCodes).filter(([code]) => code.startsWith(range));
    const lines = codes.map(
      ([code, kind]) => `| <a id="${code.toLowerCase()}"></a>${code} | ${kind.title} | ${kind.exit} |`,
    );
    return [`## ${title}`, "", "| Code | Problem | Exit code |", "| --- | --- | --- |", ...lines].join("\n");
  });
  const intro =
    "Every message names its code, the place, and how to go on. The exit code is what the program ends with when\nnothing else went wrong; 0 is for warnings and notes, which stop nothing. A warning that is meant is silenced in the file,\nat the end of its line or alone on the line above: `# noqa: RB2202`; for the whole file, anywhere in it: `# noqa-file: RB2212`.";
  return `# Problems\n\n${intro}\n\n${sections.join("\n\n")}\n`;
}
