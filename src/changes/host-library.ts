import { readFileSync } from "node:fs";

/** Tools that the library calls; a host without one is refused by name before anything changes. */
export const hostTools: readonly string[] =
  "stat cat dd sha256sum ln mv cp rm rmdir mkdir chmod chown sync setsid readlink id".split(" ");

let text: string | undefined;

/** The functions of `host-library.sh` for a kept shell, without comments and indentation; `tag` is this run's: letters, digits, dashes. */
export function hostLibrary(tag: string): string {
  text ??= readFileSync(new URL("./host-library.sh", import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .join("\n");
  if (!/^[0-9a-z-]+$/.test(tag)) throw new TypeError("a tag is made of lower-case letters, digits and dashes");
  return `rb_tag=${tag}\n${text}\n`;
}
