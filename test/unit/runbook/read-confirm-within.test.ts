import { expect, test } from "vitest";
import { readRunbook } from "../../../src/runbook/read-runbook.ts";

const copy = "copy: { dest: /etc/motd, content: hello }";

async function read(within: string, module = copy) {
  const text = `- hosts: all\n  tasks:\n    - confirm_within: ${within}\n      ${module}\n`;
  const { runbook } = await readRunbook({ name: "site.yaml", text }, "/");
  const [task] = runbook.plays[0]?.tasks ?? [];
  return task?.kind === "task" ? task.confirmWithin : undefined;
}

test.for([
  ["60s", 60],
  ["60", 60],
  ["2m", 120],
  ["5s", 5],
  ["60m", 3600],
] as const)("confirm_within: %s", async ([text, seconds]) => {
  expect(await read(text)).toBe(seconds);
});

test.for(["4s", "61m", "soon", "1h", "-5s", "true"])("confirm_within: %s is refused", async (text) => {
  await expect(read(text)).rejects.toThrow("must be a time from 5s to 60m");
});

test("a command needs its undo", async () => {
  await expect(read("60s", "command: uptime")).rejects.toThrow(
    '"confirm_within" needs to know how to undo the command',
  );
  expect(await read("60s", "shell: { cmd: ifup eth1, undo: ifdown eth1 }")).toBe(60);
});

test("a task that only looks has nothing to confirm", async () => {
  const module = "check_mode: false\n      shell: { cmd: uptime, undo: uptime }";
  await expect(read("60s", module)).rejects.toThrow(
    'is for tasks that change something, "check_mode: false" for those',
  );
});

/** What is wrong with the tasks of a block that has `confirm_within`. */
async function inBlock(task: string): Promise<string> {
  const text = `- hosts: all\n  tasks:\n    - confirm_within: 60s\n      block:\n        - ${task}\n`;
  return readRunbook({ name: "site.yaml", text }, "/").then(
    () => "fine",
    (error: Error) => error.message.split("\n")[0] ?? "",
  );
}

test.for([
  [copy, "fine"],
  ["{ shell: uptime, check_mode: false }", "fine"],
  ["command: uptime", '"confirm_within" needs to know how to undo the command'],
  [`{ ${copy}, confirm_within: 10s }`, 'the block around it has "confirm_within" already'],
  ["{ confirm_within: 10s, block: [] }", 'a block around it has "confirm_within" already'],
  [`{ ${copy}, run_once: true }`, '"run_once" is not for a block with "confirm_within"'],
  ["meta: flush_handlers", '"meta" is not for a block with "confirm_within"'],
  ["manual: { instructions: Look. }", '"manual" is not for a block with "confirm_within"'],
] as const)("in a block with confirm_within: %s", async ([task, said]) => {
  expect(await inBlock(task)).toContain(said);
});
