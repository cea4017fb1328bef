import { readFileSync } from "node:fs";

let text: string | undefined;

/**
 * The practice `sudo`, a POSIX sh script. It belongs into the folder `bin` of a practice host: it runs commands for the users
 * neolane and root without changing anything but their environment, and never calls the machine's sudo.
 */
export function sudoScript(): string {
  text ??= readFileSync(new URL("./host/sudo.sh", import.meta.url), "utf8");
  return text;
}
