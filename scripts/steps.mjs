// What `npm test`, `npm run demo` and `npm run bench` share: packages and a build, only where they are missing or old.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs a program in the project's folder; ends this process when it fails. */
export function must(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: "inherit", ...options });
  if (status === 0) return;
  console.error(`${program} ${args.join(" ")}: ${error?.message ?? `ended with ${status}`}`);
  process.exit(1);
}

/** Installs the packages of the lockfile, unless exactly these are there. */
export function install() {
  const installed = `${root}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs) return;
  if (lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error("node_modules is a link: npm ci would empty the folder it leads to. Remove the link.");
    process.exit(1);
  }
  must("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Builds dist/, unless it is newer than every source. */
export function build() {
  const built = `${root}dist/main.js`;
  if (existsSync(built) && statSync(built).mtimeMs > newest(`${root}src`)) return;
  must("npm", ["run", "--silent", "build"]);
}

function newest(folder) {
  let latest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) latest = Math.max(latest, statSync(`${entry.parentPath}/${entry.name}`).mtimeMs);
  }
  return latest;
}
