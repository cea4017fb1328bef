import type { Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { isList } from "../value.ts";

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
  splitext: ["", (input, call) => withoutExtension(asText(input, call))],
  path_join: [
    "",
    (input, call) => joined(isList(input) ? input.map((part) => asText(part, call)) : [asText(input, call)]),
  ],
});

/** The path and its extension; a name that begins with points has none by them. */
function withoutExtension(path: string): readonly string[] {
  const name = lastPart(path);
  const point = name.lastIndexOf(".");
  const length = point > 0 && /[^.]/.test(name.slice(0, point)) ? name.length - point : 0;
  return [path.slice(0, path.length - length), path.slice(path.length - length)];
}

/** Parts with `/` between them; one that begins with `/` takes the place of all before it. */
function joined(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith("/")) return part;
    return path === "" || path.endsWith("/") ? path + part : `${path}/${part}`;
  }, "");
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
