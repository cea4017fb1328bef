import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostLibrary, switchLibrary, wholeLibrary } from "../../../src/changes/host-library.ts";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";

const rounds = 20;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "runbook-switch-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));

/** The status of a script in a shell of its own that has all libraries. */
function call(script: string, { path = "", payload = "" } = {}): Promise<number | null> {
  const text = `${hostLibrary("abc123")}\n${switchLibrary()}\n${script}`;
  const child = spawn("sh", ["-c", text], {
    env: { PATH: `${path === "" ? "" : `${path}:`}/usr/local/bin:/usr/bin:/bin`, HOME: home },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.on("error", () => {}).end(payload);
  return new Promise((resolve) => child.once("close", resolve));
}

/** Sleeps until the host's second is over, which is when a switch of no seconds fires, and a bit. */
const deadline = (hundredths: number) => `read -r now rest </proc/uptime
sleep 0.$(printf %02d $((100 - \${now#*.} > 99 ? 99 : 100 - \${now#*.})))
sleep 0.${String(hundredths).padStart(2, "0")}`;

async function race(number: number, path: string): Promise<void> {
  const fired = join(home, `fired.${number}`);
  const payload = `rb_tag=$2\n${wholeLibrary()}\nrb_undo() { echo x >>'${fired}'; }\nrb_guard "$@"\n`;
  const armed = await call(`rb_arm ${number} 0 ${payload.length}`, { path, payload });
  // A machine that is busy may be so late that the switch fires, and ends the shell that set it, before that shell is done.
  expect(armed === 0 || armed === null).toBe(true);
  const status = await call(`${deadline(number % 12)}\nrb_switch ${number} confirm 100`, { path });
  expect(status === 0 || status === 83).toBe(true);
  expect(existsSync(fired)).toBe(status === 83);
  if (armed === null) expect(status).toBe(83);
  await call(`rb_switch_heard ${number}`, { path });
}

async function raceAll(path: string): Promise<void> {
  const numbers = Array.from({ length: rounds }, (_, index) => index + 1);
  for (const half of [numbers.slice(0, rounds / 2), numbers.slice(rounds / 2)]) {
    await Promise.all(half.map((number) => race(number, path)));
  }
  expect(readdirSync(join(home, ".runbook/switch"))).toEqual([]);
}

/** A block's switch fires while changes are added to it and made; `isOther`: by another shell than the one that set it. */
async function raceBlock(number: number, path: string, isOther: boolean): Promise<void> {
  const program = `rb_tag=$2\n${wholeLibrary()}\nrb_undo() { rb_undo_all; }\nrb_guard "$@"\n`;
  const steps = Array.from({ length: 60 }, (_, index) => `rm -f -- "$HOME/made.${number}.${1000 + index}"\n`);
  const arm = `rb_arm ${number} 0 ${program.length}`;
  const make = `n=0
while [ $n -lt ${steps.length} ] && rb_more ${number} $((n + 1)) ${steps[0]?.length}; do
  : >"$HOME/made.${number}.$((1000 + n))"
  n=$((n + 1))
  sleep 0.02
done`;
  if (isOther) {
    await call(arm, { path, payload: program });
    await call(make, { path, payload: steps.join("") });
  } else {
    await call(`${arm}\n${make}`, { path, payload: program + steps.join("") });
  }
  expect(await call(`rb_switch ${number} end 100`, { path })).toBe(83);
  expect(readdirSync(home).filter((name) => name.startsWith(`made.${number}.`))).toEqual([]);
  await call(`rb_switch_heard ${number}`, { path });
}

async function raceBlocks(path: string): Promise<void> {
  const numbers = Array.from({ length: rounds }, (_, index) => index + 1);
  for (const half of [numbers.slice(0, rounds / 2), numbers.slice(rounds / 2)]) {
    await Promise.all(half.map((number) => raceBlock(number, path, number % 2 === 0)));
  }
  expect(readdirSync(join(home, ".runbook/switch"))).toEqual([]);
}

test("a block's switch that fires in the middle undoes all that was made, whoever made it", {
  timeout: 60_000,
}, async () => {
  await raceBlocks("");
});

test.skipIf(whyNoBusybox)(
  `a block's switch with busybox (${whyNoBusybox ?? "there"})`,
  {
    timeout: 60_000,
  },
  async () => {
    await raceBlocks(await busyboxFolder(home));
  },
);

test("a confirmation at the deadline counts, or the undo does: never both, never neither", {
  timeout: 60_000,
}, async () => {
  await raceAll("");
});

test.skipIf(whyNoBusybox)(`the same with busybox (${whyNoBusybox ?? "there"})`, { timeout: 60_000 }, async () => {
  await raceAll(await busyboxFolder(home));
});
