import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run, setHosts } from "../scene.mjs";
import { canTrace, listener } from "../tracing.mjs";

const calls =
  "openat,write,pwrite64,fsync,fdatasync,sync,syncfs,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,symlink,symlinkat,copy_file_range,sendfile,close";

/** What is on disk before it is relied on, told from the system calls of a run of one host: no luck, no power cut. */
export const trace = {
  name: "trace",
  needs: () => (canTrace() ? undefined : "strace"),
  points: () => [0],
  async round(bench) {
    await bench.inScene({ hosts: ["h1"] }, "traced", async (made) => {
      const [ours, theirs] = [join(made.control, "calls-here"), join(made.control, "calls-there")];
      setHosts(made, {
        shells: {
          h1: ["strace", "-f", "-y", "-qq", "-s", "24", "-o", theirs, "-e", `trace=${calls}`, "-e", "signal=none"],
        },
      });
      const tracer = [...listener("openat,pwrite64,fsync,fdatasync", ours), "-y", "-s", "24"];
      const end = await run(made, ["apply", "site.yaml", "-y"], { tracer });
      bench.count("calls looked at", linesOf(ours).length + linesOf(theirs).length);
      const found = [...journalIsSynced(linesOf(ours)), ...hostIsSynced(linesOf(theirs), join(made.folder, "h1"))];
      return end.exitCode === 0 ? found : [...found, ["end", end.stderr]];
    });
  },
};

const linesOf = (path) =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => !/resumed>|^$/.test(line));

/** The journal is opened so that writes are on disk when they return, or is synced behind each. */
function* journalIsSynced(lines) {
  const journal = lines.filter((line) => /\/runs\/[^/]+\/journal\b/.test(line));
  const opened = journal.filter((line) => line.includes("openat(") && /O_RDWR|O_WRONLY/.test(line));
  if (opened.some((line) => /O_D?SYNC/.test(line))) return;
  const writes = journal.filter((line) => line.includes("pwrite64(")).length;
  const syncs = journal.filter((line) => /f(data)?sync\(/.test(line)).length;
  if (syncs < writes) yield ["I2", `${writes} writes of the journal and ${syncs} syncs`];
}

/**
 * A file's bytes are synced before it gets its name, names are synced before the shell answers, copies in the store before that,
 * too. What the runbook's own commands write is theirs.
 */
function* hostIsSynced(lines, folder) {
  const dirty = { bytes: new Set(), names: new Set() };
  const shell = lines[0]?.split(" ")[0];
  const isOurs = (path) => path?.startsWith(`${folder}/srv`) || path?.startsWith(`${folder}/home/.runbook/backups`);
  const isContent = (path) => isOurs(path) && !/\/(manifest|own\.conf)$/.test(path) && /\.rb\.|\/backups\//.test(path);
  for (const line of lines) {
    const [, pid, call, rest] = /^(\d+) +([a-z0-9_]+)\((.*)$/.exec(line) ?? [];
    if (call === undefined || / = -1 E/.test(rest)) continue;
    const opened = /^\d+<([^>]*)>/.exec(rest)?.[1];
    const paths = namesIn(rest);
    if (/^(write|pwrite64|copy_file_range|sendfile)$/.test(call)) {
      const target = call === "copy_file_range" ? /, \d+<([^>]*)>/.exec(rest)?.[1] : opened;
      if (isContent(target)) dirty.bytes.add(target);
      if (pid === shell && /^[12]<(pipe|UNIX|socket)/.test(rest)) {
        for (const name of dirty.names) yield ["I1", `the shell answered before ${name} was on disk`];
        for (const path of dirty.bytes) yield ["I6", `the shell answered before the bytes of ${path} were on disk`];
        for (const set of Object.values(dirty)) set.clear();
      }
    } else if (call === "sync" || call === "syncfs") for (const set of Object.values(dirty)) set.clear();
    else if (call === "fsync" || call === "fdatasync") {
      dirty.bytes.delete(opened);
      for (const name of dirty.names) if (name.slice(0, name.lastIndexOf("/")) === opened) dirty.names.delete(name);
    } else if (/^(rename|link)/.test(call)) {
      const [from, to] = paths;
      if (dirty.bytes.has(from)) yield ["I1", `${to} got its name before its bytes were on disk`];
      if (isOurs(to) && !/\.rb\.|\/backups\//.test(to)) dirty.names.add(to);
    } else if (/^(mkdir|symlink)/.test(call)) {
      const to = paths.at(-1);
      if (to?.startsWith(`${folder}/srv`) && !to.includes("/.rb.")) dirty.names.add(to);
    } else if (/^unlink/.test(call)) {
      const [path] = paths;
      dirty.bytes.delete(path);
      if (path?.startsWith(`${folder}/srv`) && !path.includes("/.rb.")) dirty.names.add(path);
    }
  }
}

/** Absolute names of a call's arguments: `AT_FDCWD</folder>, "name"` and `"/name"`. */
function namesIn(rest) {
  return [...rest.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].map(([, base, name]) =>
    name.startsWith("/") ? name : `${base ?? ""}/${name.replace(/^\.\//, "")}`,
  );
}
