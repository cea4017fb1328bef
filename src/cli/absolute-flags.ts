import type { RunFlags } from "./flags.ts";
import { vaultIdParts } from "./vault-id-parts.ts";

/** Files that are named now are named from here, not from where the run began. */
export function absoluteFlags<F extends Partial<RunFlags>>(flags: F, directory: string): F {
  const { inventory, extraVars, vaultPasswordFile, vaultId } = flags;
  const from = (path: string) => (path.startsWith("/") ? path : `${directory}/${path}`);
  return {
    ...flags,
    ...(inventory && { inventory: inventory.map((file) => (file.includes(",") ? file : from(file))) }),
    ...(vaultPasswordFile && { vaultPasswordFile: vaultPasswordFile.map(from) }),
    ...(vaultId && { vaultId: vaultId.map((text) => withSource(text, from)) }),
    ...(extraVars && { extraVars: extraVars.map((text) => (text.startsWith("@") ? `@${from(text.slice(1))}` : text)) }),
  };
}

function withSource(text: string, from: (path: string) => string): string {
  const { id, source } = vaultIdParts(text);
  return `${id}@${source === "prompt" || source.startsWith("~/") ? source : from(source)}`;
}
