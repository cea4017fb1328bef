import { Command, CommanderError } from "commander";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import { addApply } from "./apply.ts";
import { addApprove } from "./approve.ts";
import type { End } from "./end.ts";
import { addExec } from "./exec.ts";
import { addExplain } from "./explain.ts";
import { addFacts } from "./facts.ts";
import { addHosts } from "./hosts.ts";
import { addLab } from "./lab.ts";
import { addModules } from "./modules.ts";
import { addPlan } from "./plan.ts";
import { addResume } from "./resume.ts";
import { addRollback } from "./rollback.ts";
import { addRuns } from "./runs.ts";
import { addSchema } from "./schema.ts";
import { addSecret } from "./secret.ts";
import { addShow } from "./show.ts";
import { addTrust } from "./trust.ts";
import { addUnlock } from "./unlock.ts";
import { addValidate } from "./validate.ts";
import { version } from "./version.ts";
import type { World } from "./world.ts";

/** The whole program: arguments to exit code. Never throws; problems are shown on the error output. */
export async function run(world: World): Promise<number> {
  let exitCode = 0;
  const program = programFor(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...world.args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return await showProblems(error, world);
    if (error.exitCode === 0) return 0;
    return error.code === "commander.help" ? 5 : await showProblems(notUnderstood(error), world);
  }
}

function programFor(world: World, end: End): Command {
  const program = new Command("runbook");
  program
    .description("Runbooks that machines can preview, apply and verify across a fleet, over SSH.")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.output.write(text),
      writeErr: (text) => world.errors.write(text),
      outputError() {},
      getOutHelpWidth: () => world.output.columns,
      getErrHelpWidth: () => world.errors.columns,
    })
    .addHelpText(
      "after",
      "\nNew here?  runbook lab up --dir lab  starts practice hosts;  runbook plan triggers-io.yaml -i lab/inventory.yaml",
    );
  for (const add of [
    addValidate,
    addPlan,
    addApply,
    addApprove,
    addResume,
    addRollback,
    addShow,
    addRuns,
    addUnlock,
    addHosts,
    addExec,
    addFacts,
    addExplain,
    addTrust,
    addModules,
    addSchema,
    addSecret,
    addLab,
  ])
    add(program, world, end);
  program.hook("preAction", (_, command) => giveSettings(command, world));
  return program;
}

/** Flags that were not written may be given by the environment or a configuration file. */
async function giveSettings(command: Command, world: World): Promise<void> {
  const { applySettings } = await import("./settings/apply-settings.ts");
  const warnings = await applySettings(command, world);
  if (warnings.length > 0) await show(warnings, world);
}

async function showProblems(error: unknown, world: World): Promise<number> {
  const known = error instanceof ProblemError ? error : mistake(error);
  await show(known.problems, world);
  return known.exitCode;
}

async function show(problems: readonly Problem[], world: World): Promise<void> {
  const { problemText } = await import("../report/problem-view.ts");
  const color = world.errors.isTTY && world.environment.NO_COLOR === undefined;
  world.errors.write(problemText(problems, { columns: world.errors.columns, color }));
}

/** What commander says, in the form of all problems. */
function notUnderstood({ message }: CommanderError): ProblemError {
  const [first = "", near] = message.replace(/^error: /, "").split("\n");
  const help = "runbook --help lists the commands, runbook COMMAND --help its flags";
  return problem("RB8001", first, { hint: near?.replace(/^\((.*)\)$/, "$1") ?? help });
}

function mistake(error: unknown): ProblemError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return problem("RB8999", `runbook made a mistake: ${text}`, {
    cause: error,
    hint: "Please report this, with what you did.",
  });
}
