import { resolve } from "node:path";
import { statePath } from "../journal/state-folder.ts";
import { stateKey } from "../journal/state-key.ts";
import { isPlanFile, readPlanFile } from "../plans/plan-file.ts";
import { type ReadPlan, readPlanText } from "../plans/plan-text.ts";
import type { World } from "./world.ts";

/** A plan file that was read: the very bytes, and what they say. */
export interface OpenedPlan extends ReadPlan {
  readonly text: string;
  readonly path: string;
  readonly key: Uint8Array;
}

/** Whether a name is that of a plan file, by its content. */
export function isPlan(world: World, name: string): boolean {
  return isPlanFile(resolve(world.directory, name));
}

/** Reads a plan file. RB7101, RB7102. */
export function openPlan(world: World, name: string): OpenedPlan {
  const path = resolve(world.directory, name);
  const state = statePath(world.environment, world.home);
  const key = stateKey({ state, userId: world.userId, random: world.random });
  const text = readPlanFile(path, name, world.userId);
  return { ...readPlanText(text, name, key), text, path, key };
}
