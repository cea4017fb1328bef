import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { problem } from "../problems/problem.ts";
import { replaceFile } from "../secrets/replace-file.ts";
import type { Scenario } from "./scenarios.ts";

const marker = "practice-hosts.json";

/**
 * Makes a folder (0700) ours, for a fleet of this size and scenario, or finds that it already is. RB8003 when it holds
 * anything else: other people's files are not touched.
 */
export async function claimLabFolder(folder: string, count: number, scenario: Scenario): Promise<void> {
  if (!isAbsolute(folder) || /[:\0\r\n]/.test(folder)) {
    throw problem("RB8003", `${JSON.stringify(folder)} cannot be the folder of practice hosts`, {
      hint: "it becomes part of their PATH: an absolute path without colons and line breaks",
    });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw problem("RB8003", `the folder ${folder} cannot be made`, { cause, hint: "choose another folder with --dir" });
  });
  const wanted = `${JSON.stringify({ count, scenario })}\n`;
  const kept = await readFile(join(folder, marker), "utf8").catch(() => undefined);
  if (kept === undefined) {
    const names = await readdir(folder);
    if (names.includes(marker)) return claimLabFolder(folder, count, scenario);
    if (names.some((name) => !name.startsWith(`${marker}.`))) throw notOurs(folder);
    await chmod(folder, 0o700);
    await replaceFile(join(folder, marker), wanted, 0o600);
  } else if (kept !== wanted) {
    throw problem("RB8003", `${folder} holds practice hosts of another size or scenario: ${kept.trim()}`, {
      hint: `"runbook lab down --dir ${folder} --delete" removes them; or choose another folder`,
    });
  }
}

/** Whether a folder was made by `claimLabFolder`, so that it may be removed. */
export async function isLabFolder(folder: string): Promise<boolean> {
  return (await readFile(join(folder, marker), "utf8").catch(() => undefined)) !== undefined;
}

function notOurs(folder: string): Error {
  return problem("RB8003", `the folder ${folder} is not empty and holds no practice hosts`, {
    hint: "choose a new folder with --dir",
  });
}
