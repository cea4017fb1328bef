// Makes the built program executable; what tsc cannot copy (host-side scripts) is copied by name.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/main.js", import.meta.url), 0o755);
