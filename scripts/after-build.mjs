// What tsc does not do: makes the program executable and copies the shell scripts that run on hosts.
import { chmodSync, copyFileSync, cpSync, existsSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
copyFileSync(new URL("../src/changes/host-library.sh", import.meta.url), new URL("changes/host-library.sh", dist));
cpSync(new URL("../src/lab/host/", import.meta.url), new URL("lab/host/", dist), { recursive: true });
if (existsSync(new URL("main.js", dist))) chmodSync(new URL("main.js", dist), 0o755);
