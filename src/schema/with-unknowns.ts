import type { Kind } from "./kind.ts";

/** The same kind for a module that can make something of unknowns inside the value. */
export function withUnknowns<T>(kind: Kind<T>): Kind<T> {
  return { ...kind, takesUnknown: true };
}
