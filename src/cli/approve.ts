import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { problem } from "../problems/problem.ts";
import type { End } from "./end.ts";
import type { World } from "./world.ts";

interface ApproveFlags {
  readonly key?: string;
  readonly yes?: boolean;
}

const examples = `
Examples:
  runbook approve triggers.plan                             shows the plan, asks, signs: triggers.plan.sig
  runbook approve triggers.plan --key ~/.ssh/approvals -y
  runbook apply triggers.plan --require-approval allowed_signers

The file of allowed signers is that of ssh-keygen: a line for each, a name and a public key.`;

/** `runbook approve PLANFILE`: signs a plan with an SSH key. */
export function addApprove(program: Command, world: World, end: End): void {
  program
    .command("approve")
    .argument("<planfile>", "a plan that plan --out has made")
    .description("show a saved plan and sign it, so that apply --require-approval takes it")
    .option(
      "--key <file>",
      "the SSH key to sign with, or its public half when an agent has it (default: one in ~/.ssh)",
    )
    .option("-y, --yes", "do not show it, do not ask")
    .addHelpText("after", examples)
    .action((file: string, flags: ApproveFlags) => approve(world, file, flags, end));
}

async function approve(world: World, name: string, flags: ApproveFlags, end: End): Promise<void> {
  if (!flags.yes && !world.input.isTTY) {
    throw problem("RB8002", "approve needs a yes, and nobody can be asked here", {
      hint: `Look at it first (runbook show ${name}), then give -y.`,
    });
  }
  const { openPlan } = await import("./open-plan.ts");
  const opened = openPlan(world, name);
  const keyFile = flags.key === undefined ? ownKey(world) : resolve(world.directory, flags.key);
  if (!flags.yes) {
    const { showPlan } = await import("./show-plan.ts");
    const { confirm } = await import("./prompt.ts");
    await showPlan(world, opened, { name, format: "text" });
    if (!(await confirm(world, "Approve this plan?"))) {
      world.output.write("nothing was signed\n");
      return end(0);
    }
  }
  const { signPlan } = await import("../plans/approval.ts");
  const signature = await signPlan({ ...opened, name }, keyFile);
  writeBeside(`${opened.path}.sig`, signature, Buffer.from(world.random(6)).toString("hex"));
  world.output.write(`${name} (plan ${opened.plan.fingerprint}) is signed: ${name}.sig\n`);
  end(0);
}

function ownKey(world: World): string {
  const places = ["id_ed25519", "id_ecdsa", "id_rsa"].map((name) => join(world.home, ".ssh", name));
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw problem("RB8001", "there is no SSH key in ~/.ssh to sign with", { hint: "Name one: --key FILE." });
}

function writeBeside(path: string, text: string, mark: string): void {
  const draft = `${path}.${mark}`;
  try {
    writeFileSync(draft, text, { mode: 0o644, flag: "wx" });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw problem("RB7107", `cannot write ${path}`, { cause });
  }
}
