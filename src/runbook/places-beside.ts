import { join } from "node:path";
import type { Role } from "./roles/role.ts";

/**
 * Absolute folders in which a file is looked for that a task names: of its role and of those that led to it, then of the runbook.
 * `kind` is the folder that such files have.
 */
export function placesBeside(
  kind: "files" | "templates",
  { folder, role }: { readonly folder: string; readonly role: Role | undefined },
): readonly string[] {
  const ofRoles = (role?.folders ?? []).flatMap((one) => [join(one, kind), one]);
  return [...ofRoles, folder, join(folder, kind)];
}
