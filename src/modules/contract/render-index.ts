import type { Module } from "./define-module.ts";

/** A module and its file, relative to `src`, without ending: "modules/copy". */
export interface ModuleFile {
  readonly file: string;
  readonly module: Module;
}

/** The text of `index.generated.ts`. Throws when two modules claim one name, or a file is not named after its module. */
export function renderIndex(modules: readonly ModuleFile[]): string {
  checkNames(modules);
  const entries = modules.map(({ file, module: { name, aliases = [] } }) => {
    const path = file.startsWith("modules/") ? `../${file.slice("modules/".length)}` : `../../${file}`;
    const load = `() => import(${JSON.stringify(`${path}.ts`)})`;
    return `  {\n    name: ${JSON.stringify(name)},\n    aliases: ${list(aliases)},\n    load: ${load},\n  },`;
  });
  return [
    "// Made by `npm run generate` from the modules' own files.",
    'import type { ModuleEntry } from "./module-entry.ts";',
    "",
    "/** Every module, in the order of their names. */",
    "export const moduleIndex: readonly ModuleEntry[] = [",
    ...entries,
    "];",
    "",
  ].join("\n");
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}

function checkNames(modules: readonly ModuleFile[]): void {
  const claimed = new Map<string, string>();
  for (const { file, module } of modules) {
    if (file.split("/").at(-1)?.replaceAll("-", "_") !== module.name)
      throw new Error(`${file} holds the module "${module.name}"`);
    for (const name of [module.name, ...(module.aliases ?? [])]) {
      const other = claimed.get(name);
      if (other !== undefined) throw new Error(`"${name}" is claimed by ${other} and ${file}`);
      claimed.set(name, file);
    }
  }
}
