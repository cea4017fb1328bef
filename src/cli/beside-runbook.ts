import { findBesideNow } from "../engine/project.ts";
import type { Runbook } from "../runbook/model.ts";
import { placesBeside } from "../runbook/places-beside.ts";
import type { Role } from "../runbook/roles/role.ts";
import type { SourceFile } from "../source/span.ts";
import type { Surroundings } from "../validation/surroundings.ts";
import { shortPath } from "./short-path.ts";

/** Reads files beside a runbook, each once; names are short as seen from the directory. */
export function besideRunbook({ folder }: Pick<Runbook, "folder">, directory: string): Surroundings["readBeside"] {
  const files = new Map<string, SourceFile>();
  const find = (name: string, kind: "files" | "templates", role: Role | undefined): SourceFile => {
    const { content, shown } = findBesideNow(placesBeside(kind, { folder, role }), name);
    return { name: shortPath(shown, directory), text: kind === "templates" ? new TextDecoder().decode(content) : "" };
  };
  return (name, kind, role) => {
    const key = JSON.stringify([kind, name, role?.folders]);
    const file = files.get(key) ?? find(name, kind, role);
    files.set(key, file);
    return file;
  };
}
