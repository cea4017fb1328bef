import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { shortPath } from "./short-path.ts";

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
    const looked = `Looked for ${places.map((place) => shortPath(place, directory)).join(", ")}.`;
    const near = didYouMean(basename(name), [...new Set(places.flatMap((place) => filesIn(dirname(place))))]);
    throw problem("RB2106", `there is no runbook "${name}"`, { hint: [near, looked].filter(Boolean).join(" ") });
  }
  return { path, folder: dirname(path), shown: shortPath(path, directory) };
}

/** Names of the YAML files in a folder; none when it cannot be read. */
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    return [];
  }
}
