import type { RunFlags } from "./flags.ts";

/** Files that are named now are named from here, not from where the run began. */
export function absoluteFlags<F extends Partial<RunFlags>>(flags: F, directory: string): F {
  const { inventory, extraVars } = flags;
  const from = (path: string) => (path.startsWith("/") ? path : `${directory}/${path}`);
  return {
    ...flags,
    ...(inventory && { inventory: inventory.map((file) => (file.includes(",") ? file : from(file))) }),
    ...(extraVars && { extraVars: extraVars.map((text) => (text.startsWith("@") ? `@${from(text.slice(1))}` : text)) }),
  };
}
