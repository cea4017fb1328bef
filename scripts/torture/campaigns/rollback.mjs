import { basename } from "node:path";
import { onlyOurs } from "../checks/files.mjs";
import { readJournal, wholeJournal } from "../checks/journal.mjs";
import { hostsNow, isOneOf, shown } from "../checks/tree.mjs";
import { goOn } from "../go-on.mjs";
import { leftAfter } from "../processes.mjs";
import { pathsOf } from "../runbook.mjs";
import { run, runFolders } from "../scene.mjs";

/** An apply, cut off or not, then taken back, cut off or not: the same bytes, modes, owners and inodes as before. */
export const rollback = {
  name: "rollback",
  async round(bench, random) {
    const cut = () => ({ killAfter: random.between(0.2, 1.1) * bench.usual });
    const [isCut, goesOn, cuts] = [random.chance(0.6), random.chance(0.5), random.below(4)];
    await bench.inScene({}, `rolled back, ${cuts} times cut off`, async (made) => {
      const before = hostsNow(made, pathsOf);
      const applied = await run(made, ["apply", "site.yaml", "-y"], isCut ? cut() : {});
      if (applied.wasCut) bench.count("kills");
      if (!runFolders(made).some(hasBegun)) return [];
      if (goesOn) await goOn(made);
      const [first] = runFolders(made)
        .filter(hasBegun)
        .map((folder) => basename(folder));
      for (let turn = 0; turn < cuts; turn++) if ((await takeBack(made, first, cut())).wasCut) bench.count("kills");
      let last = await takeBack(made, first);
      for (let more = 0; more < 2 && last.exitCode !== 0; more++) last = await takeBack(made, first);
      bench.count("rollbacks");
      return same(made, before, last);
    });
  },
};

/** Takes the first run back, or goes on with doing so. A cut-off run whose commands are under way is asked again. */
async function takeBack(made, first, how) {
  const folders = runFolders(made).filter(hasBegun);
  if (folders.length === 1) return run(made, ["rollback", first, "-y"], how);
  return run(made, ["resume", basename(folders.at(-1)), "-y"], how);
}

/** A run that was cut off before it began did nothing. */
function hasBegun(folder) {
  return readJournal(folder).events.some(({ type }) => type === "run.started");
}

async function same(made, before, last) {
  const found = [];
  for (const { pid, command } of await leftAfter(made, 10_000))
    found.push(["I7", `the process ${pid} is left: ${command}`]);
  const now = hostsNow(made, pathsOf);
  if (last.exitCode !== 0) found.push(["end", `exit code ${last.exitCode}: ${last.stderr || last.stdout.slice(-900)}`]);
  for (const host of made.hosts) {
    for (const [path, old] of Object.entries(before[host])) {
      if (path === "log/restarted" || path === "log/reloaded") continue; // What was restarted is restarted back.
      // What a command wrote itself is restored from a copy.
      const { inode: _, ...copied } = old ?? {};
      const wanted = old === null || path !== "srv/own.conf" ? old : copied;
      if (!isOneOf(now[host][path], [wanted]))
        found.push([
          "undo",
          `${host}/${path} was ${shown(old)} (${old?.inode}) and is ${shown(now[host][path])} (${now[host][path]?.inode})`,
        ]);
    }
  }
  // The run that was taken back may have been cut off, and stays so.
  for (const [index, folder] of runFolders(made).filter(hasBegun).entries())
    found.push(...wholeJournal(folder, { isOver: index > 0 }));
  return [...found, ...onlyOurs(made)];
}
