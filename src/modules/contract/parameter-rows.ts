import type { Module } from "./define-module.ts";

/** A parameter as the reference shows it. */
export interface ParameterRow {
  /** As written in a task; "any other key" for the one that gathers them. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: string;
  readonly required: boolean;
  readonly fallback: string | undefined;
  readonly doc: string;
  /** Known from Ansible, and not supported: `doc` says why. */
  readonly refused: boolean;
}

/** The parameters of a module, required ones first, refused ones last, else in the module's order. */
export function parameterRows(module: Module): readonly ParameterRow[] {
  const rows = Object.entries(module.parameters).map(([name, kind]): ParameterRow => {
    const free = name === module.freeForm ? " Also the text after the module's name." : "";
    return {
      name: name === module.freeKeys ? "any other key" : name,
      aliases: kind.aliases,
      type: name === module.freeKeys ? "any" : kind.type,
      required: kind.required,
      fallback: kind.fallback,
      doc: kind.doc + free,
      refused: kind.refused ?? false,
    };
  });
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ required, refused }: ParameterRow): number {
  if (refused) return 2;
  return required ? 0 : 1;
}
