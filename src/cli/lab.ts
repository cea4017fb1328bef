import { relative, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { problem } from "../problems/problem.ts";
import type { World } from "./world.ts";

/** `runbook lab up | status | down`. */
export function addLab(program: Command, world: World): void {
  const lab = program
    .command("lab")
    .description("practice hosts on this machine: no root, no sshd; commands run as you");
  lab
    .command("up")
    .argument("[n]", "number of hosts", count, 3)
    .requiredOption("--dir <folder>", "where their files live; made when it is missing")
    .option("--scenario <name>", "what the hosts are like; --scenario list tells", "default")
    .description("start practice hosts in the background; returns when all accept logins")
    .action((n: number, flags: { dir: string; scenario: string }) => up(world, n, flags));
  lab
    .command("status")
    .requiredOption("--dir <folder>", "the folder of the practice hosts")
    .description("tell whether they run")
    .action(({ dir }: { dir: string }) => status(world, dir));
  lab
    .command("down")
    .requiredOption("--dir <folder>", "the folder of the practice hosts")
    .option("--delete", "remove the folder too")
    .description("end them")
    .action((flags: { dir: string; delete?: boolean }) => down(world, flags));
}

async function up(world: World, n: number, { dir, scenario }: { dir: string; scenario: string }): Promise<void> {
  const { scenarioDescriptions, scenarioNamed, scenarioNames } = await import("../lab/scenarios.ts");
  if (scenario === "list") {
    for (const name of scenarioNames) world.output.write(`${name.padEnd(16)}${scenarioDescriptions[name]}\n`);
    return;
  }
  const { labUp } = await import("../lab/lab-up.ts");
  const { already } = await labUp({
    folder: resolve(world.directory, dir),
    count: n,
    scenario: scenarioNamed(scenario),
  });
  const folder = relative(world.directory, resolve(world.directory, dir)) || ".";
  world.output.write(
    `${n} practice ${n === 1 ? "host" : "hosts"} ${already ? "run already" : "run"} in ${folder}\n\nTry:\n` +
      `  runbook plan triggers-io.yaml -i ${folder}/inventory.yaml -e @${folder}/answers.yaml\n` +
      `  runbook apply triggers-io.yaml -i ${folder}/inventory.yaml -e @${folder}/answers.yaml\n` +
      `  runbook lab down --dir ${folder}\n`,
  );
}

async function status(world: World, dir: string): Promise<void> {
  const { labStatus } = await import("../lab/lab-status.ts");
  const found = await labStatus(resolve(world.directory, dir));
  if (found.kind === "absent") {
    throw problem("RB8004", `there are no practice hosts in ${dir}`, { hint: '"runbook lab up" makes some.' });
  }
  if (found.kind === "down") world.output.write("down\n");
  else
    world.output.write(
      `up: ${found.state.count} hosts, scenario ${found.state.scenario}, process ${found.state.pid}\n`,
    );
}

async function down(world: World, flags: { dir: string; delete?: boolean }): Promise<void> {
  const { labDown } = await import("../lab/lab-down.ts");
  const ended = await labDown(resolve(world.directory, flags.dir), { remove: flags.delete === true });
  world.output.write(ended === "stopped" ? "the practice hosts are down\n" : "the practice hosts were down already\n");
}

function count(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It is a number of hosts from 1 to 9999.");
}
