// Makes few files of many: dist/main.js and the chunks that its commands load. Loading 450 files costs more CPU than a plan of
// one host. The unbundled files stay: the lab's daemon and the scripts use them.
import { readdirSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
for (const name of readdirSync(dist)) if (/^part-.*\.js$/.test(name)) rmSync(`${dist}${name}`);
// What every command loads, and what every command that reads a runbook does, with all that they import, are one chunk each:
// rolldown alone would make some fifty of them, and each file costs.
const start = { name: "start", test: /[\\/]dist[\\/]cli[\\/]run\.js$/, priority: 1 };
const reading = { name: "reading", test: /[\\/]dist[\\/]cli[\\/](open-runbook|load-inventory)\.js$/ };
const bundle = await rolldown({
  input: `${dist}main.js`,
  platform: "node",
  external: [/^node:/, "ssh2", "zx", "listr2"],
  plugins: [{ name: "places", transform: { filter: { code: "import.meta.url" }, handler: withPlace } }],
});
await bundle.write({
  dir: dist,
  format: "esm",
  entryFileNames: "main.js",
  chunkFileNames: "part-[name]-[hash].js",
  codeSplitting: { groups: [start, reading] },
});

/** Files named relative to a module are found from where it stood. */
function withPlace(code, id) {
  const place = JSON.stringify(`./${relative(dist, id)}`);
  return code.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`);
}
