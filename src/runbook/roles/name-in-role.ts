import type { Task } from "../model.ts";
import type { Role } from "./role.ts";

/** What an entry of a role is called, as in Ansible. */
export function nameInRole(name: string, role: Pick<Role, "name"> | undefined): string {
  return role ? `${role.name} : ${name}` : name;
}

/** The names that a task goes by: its own, and the one that stands in its role's file. */
export function namesOf({ name, role }: Pick<Task, "name" | "role">): readonly string[] {
  return role ? [name, name.slice(nameInRole("", role).length)] : [name];
}
