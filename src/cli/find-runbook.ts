import { existsSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { problem } from "../problems/problem.ts";

/** A runbook's file: `shown` is what messages call it. */
export interface FoundRunbook {
  readonly path: string;
  readonly folder: string;
  readonly shown: string;
}

/** As given, then in `runbooks/`, then among the shipped runbooks. RB2106. */
export function findRunbook(name: string, directory: string): FoundRunbook {
  const shipped = fileURLToPath(new URL("../../runbooks/", import.meta.url));
  const places = isAbsolute(name)
    ? [name]
    : [join(directory, name), join(directory, "runbooks", name), join(shipped, name)];
  const path = places.find((place) => existsSync(place) && statSync(place).isFile());
  if (path === undefined) {
    throw problem("RB2106", `there is no runbook "${name}"`, {
      hint: `Looked for ${places.map((place) => short(place, directory)).join(", ")}.`,
    });
  }
  return { path, folder: dirname(path), shown: short(path, directory) };
}

function short(path: string, directory: string): string {
  const way = relative(directory, path);
  return way.startsWith("..") || way === "" ? path : way;
}
