import { readFileSync } from "node:fs";

let text: string | undefined;

/**
 * The practice `nlserver`, one POSIX sh script. It belongs into `nl6/bin` and works on the files beside it: `../conf`,
 * with the build in `conf/practice-build`, and `../var`. Needs coreutils (or busybox) and an awk.
 */
export function nlserverScript(): string {
  text ??= assemble(hostText("xml.awk"), pieces.map((piece) => hostText(`nlserver-${piece}.sh`)).join("\n"));
  return text;
}

const pieces = ["common", "config", "tasks", "log", "main"] as const;

function assemble(awk: string, shell: string): string {
  if (awk.includes("'")) throw new TypeError("xml.awk stands inside single quotes and may hold none");
  return `#!/bin/sh\nxml_program='\n${awk}'\n${shell}`;
}

function hostText(name: string): string {
  return readFileSync(new URL(`./host/${name}`, import.meta.url), "utf8");
}
