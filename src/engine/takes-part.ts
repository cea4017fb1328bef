import { ProblemError } from "../problems/problem.ts";
import type { HostState } from "./host-state.ts";
import { includeAround } from "./place.ts";

/** Whether the host is not known to be left out by the include around the place where it stands. */
export function takesPart({ place }: Pick<HostState, "place">): boolean {
  try {
    return includeAround(place)?.holds() !== false;
  } catch (error) {
    if (error instanceof ProblemError) return true;
    throw error;
  }
}
