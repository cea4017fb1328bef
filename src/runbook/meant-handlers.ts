import type { Task } from "./model.ts";
import { namesOf } from "./roles/name-in-role.ts";
import type { Role } from "./roles/role.ts";

/**
 * Handlers that a notified name means: all that listen to it; and of those that have the name the nearest ones, of the task's own
 * role, of the roles that led to it, of the play, of the last other role.
 */
export function meantHandlers(name: unknown, role: Role | undefined, handlers: readonly Task[]): readonly Task[] {
  const named = new Set(
    nearest(
      handlers.filter((one) => namesOf(one).some((own) => own === name)),
      role,
    ),
  );
  return handlers.filter((one) => named.has(one) || one.listen.some((topic) => topic === name));
}

/** Every name that a handler can be notified by. */
export function answersTo(handler: Task): readonly string[] {
  return [...namesOf(handler), ...handler.listen];
}

function nearest(named: readonly Task[], role: Role | undefined): readonly Task[] {
  const last = named.at(-1)?.role?.keys[0];
  for (const key of [...(role?.keys ?? []), undefined, last]) {
    const near = named.filter((one) => one.role?.keys[0] === key);
    if (near.length > 0) return near;
  }
  return [];
}
