import type { Module } from "./define-module.ts";

/** A module as the index knows it: loaded when a task first names it. */
export interface ModuleEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly load: () => Promise<{ readonly default: Module }>;
}
