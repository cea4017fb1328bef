import { isLabFolder } from "./lab-folder.ts";
import { type LabState, liveLabState } from "./lab-state.ts";

/** `absent`: the folder is no lab's; `down`: its hosts do not run; `up`: they do, or are about to. */
export type LabStatus =
  | { readonly kind: "absent" }
  | { readonly kind: "down" }
  | { readonly kind: "up"; readonly state: LabState };

/** How the practice hosts of a folder are. */
export async function labStatus(folder: string): Promise<LabStatus> {
  const state = await liveLabState(folder);
  if (state !== undefined) return { kind: "up", state };
  return { kind: (await isLabFolder(folder)) ? "down" : "absent" };
}
