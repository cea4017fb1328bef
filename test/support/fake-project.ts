import type { Project } from "../../src/modules/contract/define-module.ts";
import { problem } from "../../src/problems/problem.ts";
import type { SecretText } from "../../src/secrets/secret-text.ts";

/** Renders a template's text; the default knows no expressions and gives the text back. */
export type Renderer = (template: string, name: string) => string | SecretText;

/** Files beside a runbook, by name: "motd", "files/motd", "templates/app.j2". Time stands still, randomness is zeros. */
export function fakeProject(beside: Readonly<Record<string, string>> = {}, render: Renderer = (text) => text): Project {
  const find = (name: string, folder: string): string => {
    const found = beside[name] ?? beside[`${folder}/${name}`];
    if (found === undefined) throw problem("RB2107", `there is no file "${name}" beside the runbook`);
    return found;
  };
  return {
    readFile: async (name) => new TextEncoder().encode(find(name, "files")),
    renderTemplate: async (name) => render(find(name, "templates"), name),
    random: (bytes) => new Uint8Array(bytes),
    now: () => Date.UTC(2026, 0, 1),
  };
}
