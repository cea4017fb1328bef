// What tsc does not do: makes the program executable and copies the host library, which is a shell script.
import { chmodSync, copyFileSync, existsSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
copyFileSync(new URL("../src/changes/host-library.sh", import.meta.url), new URL("changes/host-library.sh", dist));
if (existsSync(new URL("main.js", dist))) chmodSync(new URL("main.js", dist), 0o755);
