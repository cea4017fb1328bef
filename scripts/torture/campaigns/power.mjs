import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { intendedFirst, keptBackups } from "../checks/effects.mjs";
import { oldOrNew } from "../checks/files.mjs";
import { readJournal } from "../checks/journal.mjs";
import { hostsNow } from "../checks/tree.mjs";
import { pathsOf } from "../runbook.mjs";
import { runFolders, start } from "../scene.mjs";

const modes = ["defaults", "noauto_da_alloc"];

/** Power cuts: the image of a host's file system as it is on disk at some moment of an apply, mounted again and looked at. */
export const power = {
  name: "power",
  needs: () => (canMount() ? undefined : "root, loop devices and mkfs.ext4"),
  async round(bench, random) {
    const mode = random.oneOf(modes);
    const base = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : "/tmp", "torture-power-"));
    const [image, copy] = [join(base, "image"), join(base, "copy")];
    const disk = join(base, "disk");
    const place = join(disk, "hosts");
    mkdirSync(disk);
    must("truncate", "-s", "12M", image);
    must("mkfs.ext4", "-q", "-F", image);
    must("mount", "-o", `loop,${mode},commit=60`, image, disk);
    mkdirSync(place);
    let isOver = false;
    try {
      await bench.inScene({ place, hosts: ["h1"] }, `power cut, ${mode}`, async (made) => {
        must("sync", "-f", disk);
        const { ended } = start(made, ["apply", "site.yaml", "-y"]);
        ended.then(() => {
          isOver = true;
        });
        const found = [];
        while (!isOver && found.length === 0) {
          await wait(random.between(5, 120));
          found.push(...cut(bench, made, { image, copy, base }));
        }
        await ended;
        return found.length > 0 ? found : cut(bench, made, { image, copy, base });
      });
    } finally {
      spawnSync("umount", ["-l", disk]);
      rmSync(base, { recursive: true, force: true });
    }
  },
};

/** What was told before the copy must be in it, what is in it must have been intended by then. Copies that are not of one moment are thrown away. */
function cut(bench, made, { image, copy, base }) {
  const told = eventsOf(made);
  copyFileSync(image, copy);
  copyFileSync(image, `${copy}2`);
  if (!readFileSync(copy).equals(readFileSync(`${copy}2`))) {
    bench.count("copies that were not of one moment");
    return [];
  }
  const intended = eventsOf(made);
  const disk = join(base, "then");
  const place = join(disk, "hosts");
  mkdirSync(disk, { recursive: true });
  must("mount", "-o", "loop", copy, disk);
  try {
    bench.count("power cuts");
    const then = { ...made, folder: place };
    const all = hostsNow(then, pathsOf);
    const now = {
      h1: Object.fromEntries(
        Object.entries(all.h1).filter(([path]) => path !== "srv/own.conf" && !path.startsWith("log/")),
      ),
    };
    const files = [...oldOrNew(then, { h1: { ...now.h1, ...initial() } })];
    const asThen = { ...made, hosts: ["h1"] };
    return [
      ...files,
      ...[...intendedFirst(asThen, { h1: { ...now.h1, ...initial() } }, intended)],
      ...[...keptBackups({ ...then, hosts: ["h1"] }, { h1: { ...now.h1, ...initial() } }, [])],
      ...notThere(now.h1, told, made),
    ];
  } finally {
    must("umount", disk);
  }
}

/** Commands sync nothing: their files are looked at nowhere here. */
function initial() {
  const paths = Object.entries(pathsOf("h1")).filter(([path]) => path === "srv/own.conf" || path.startsWith("log/"));
  return Object.fromEntries(paths.map(([path, [before]]) => [path, before]));
}

/** Changes of files that were told as made, and are not on the disk. */
function* notThere(now, events, { folder }) {
  const intents = new Map(
    events.flatMap((event) =>
      event.type === "change.intended" ? event.changes.map((change) => [change.number, change]) : [],
    ),
  );
  for (const event of events) {
    if (event.type !== "change.finished" || event.outcome !== "made") continue;
    const { kind, path } = intents.get(event.number) ?? {};
    const name = path?.slice(`${folder}/h1/`.length);
    if (kind === "run-command" || now[name] === undefined) continue;
    const [before] = pathsOf("h1")[name];
    const isOld = before === null ? now[name] === null : now[name]?.text === before.text;
    if (isOld) yield ["I3", `${name} was told as made, and the disk has it not`];
  }
}

const eventsOf = (made) => runFolders(made).flatMap((folder) => readJournal(folder).events);

function canMount() {
  if (process.getuid() !== 0 || spawnSync("mkfs.ext4", ["-V"]).status !== 0) return false;
  return spawnSync("losetup", ["-f"]).status === 0;
}

function must(program, ...args) {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}
