// The process behind `runbook lab up`: node daemon.js FOLDER COUNT SCENARIO, started by labUp, which it tells when it is ready.
import { ProblemError } from "../problems/problem.ts";
import { keepLab } from "./keep-lab.ts";
import { scenarioNamed } from "./scenarios.ts";

const [folder = "", count = "", scenario = ""] = process.argv.slice(2);
const log = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);

try {
  const abandoned = () => process.exit(1);
  process.on("disconnect", abandoned);
  const lab = await keepLab({ folder, count: Number(count), scenario: scenarioNamed(scenario), pid: process.pid, log });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void lab.stop());
  process.off("disconnect", abandoned);
  process.send?.({ ready: true }, () => process.connected && process.disconnect());
  log(`${count} hosts, scenario ${scenario}`);
  await lab.over;
  log("ended");
  process.exit(0);
} catch (error) {
  const hint = error instanceof ProblemError ? error.problems[0]?.hint : undefined;
  log(String(error));
  process.exitCode = 1;
  process.send?.({ message: error instanceof Error ? error.message : String(error), hint }, () => process.exit(1));
}
