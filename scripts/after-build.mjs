// What tsc does not do: makes the program executable, and copies what is not TypeScript (shell scripts for hosts).
import { chmodSync, cpSync, existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = (name) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
cpSync(folder("src"), folder("dist"), {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || !path.endsWith(".ts"),
});
const main = `${folder("dist")}main.js`;
if (existsSync(main)) chmodSync(main, 0o755);
