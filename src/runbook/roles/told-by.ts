import type { Value } from "../../expression/value.ts";
import type { Role } from "./role.ts";

/** What a role itself tells its tasks, under the names that Ansible gives it. */
export function toldBy({
  name,
  folders,
  parents,
}: Pick<Role, "name" | "folders" | "parents">): ReadonlyMap<string, Value> {
  const [own = "", ...others] = folders;
  return new Map<string, Value>([
    ["role_name", name],
    ["ansible_role_name", name],
    ["role_path", own],
    ["ansible_parent_role_names", [...parents]],
    ["ansible_parent_role_paths", others],
  ]);
}
