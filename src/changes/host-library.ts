import { readFileSync } from "node:fs";

/** Tools that the library calls; a host without one is refused by name before anything changes. */
export const hostTools: readonly string[] =
  "stat cat dd sha256sum ln mv cp rm rmdir mkdir chmod chown sync setsid readlink id flock".split(" ");

const texts = new Map<string, string>();

/** The functions of `host-library.sh` for a kept shell, without comments and indentation; `tag` is this run's: letters, digits, dashes. */
export function hostLibrary(tag: string): string {
  if (!/^[0-9a-z-]+$/.test(tag)) throw new TypeError("a tag is made of lower-case letters, digits and dashes");
  return `rb_tag=${tag}\n${functionsOf("host-library.sh")}\n`;
}

/** The functions of all three libraries, for a process of its own on the host; it says itself what `rb_tag` is. */
export function wholeLibrary(): string {
  return [functionsOf("host-library.sh"), switchLibrary()].join("\n");
}

/** The functions of `trace-library.sh` and `switch-library.sh`, for a shell that has the host library. */
export function switchLibrary(): string {
  return [traceLibrary(), functionsOf("switch-library.sh")].join("\n");
}

/** The functions of `trace-library.sh`, for a shell that has those above. */
export function traceLibrary(): string {
  return functionsOf("trace-library.sh");
}

/** The functions of `retire-library.sh`, for a shell that has those of the host library. */
export function retireLibrary(): string {
  return functionsOf("retire-library.sh");
}

/** `trace-library.sh` and `job-library.sh`: functions for a shell that has the host library, and a program where it is a job's file. */
export function jobLibrary(): string {
  return `${[traceLibrary(), functionsOf("job-library.sh")].join("\n")}\n`;
}

function functionsOf(file: `${"host" | "trace" | "switch" | "retire" | "job"}-library.sh`): string {
  const known = texts.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`./${file}`, import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .join("\n");
  texts.set(file, text);
  return text;
}
