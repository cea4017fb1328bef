import type { Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";

/** Parts of POSIX paths; as in Python, what ends in `/` has an empty last part. */
export const pathFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  basename: ["", (input, call) => lastPart(asText(input, call))],
  dirname: [
    "",
    (input, call) => {
      const path = asText(input, call);
      const head = path.slice(0, path.length - lastPart(path).length);
      return /^\/*$/.test(head) ? head : head.replace(/\/+$/, "");
    },
  ],
});

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
