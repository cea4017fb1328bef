import { problem } from "../problems/problem.ts";
import { fileShapes, instanceNames, type PracticeHost, type Trouble } from "./practice-host.ts";
import type { Scenario } from "./scenarios.ts";

const releases = {
  acme_prod: "7.4.1 build 9383@5c1f0be of 06/18/2024",
  acme_stage: "7.0 20.2 build 9187@8a41d07 of 12/22/2020",
  acme_dev: "7.0 19.1 build 9032@d3b452f of 12/22/2020",
} as const;
const release9039 = "7.0 19.1 build 9039@6f3e2aa of 12/16/2020";
const release9082 = "7.0 19.2 build 9082@b7710c4 of 08/20/2020";
const goldStandard8 = "7.0 19.1 build 9032@3a9dc9c of 04/29/2020";
const foreignClient = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/**
 * The hosts of a fleet, dealt out to the instances in turn. Instances differ in build (the first needs OAuth, the others
 * JWT), the hosts of one instance do not. RB8003 when the scenario needs more hosts.
 */
export function planFleet(count: number, scenario: Scenario): readonly PracticeHost[] {
  if (!Number.isInteger(count) || count < 1) throw problem("RB8003", `${count} is not a number of practice hosts`);
  if (scenario === "mixed-builds" && count < 2) {
    throw problem("RB8003", 'the scenario "mixed-builds" needs at least 2 hosts', { hint: "runbook lab up 2 ..." });
  }
  return Array.from({ length: count }, (_, index) => planHost(index, index === count - 1, scenario));
}

function planHost(index: number, last: boolean, scenario: Scenario): PracticeHost {
  const instances = scenario === "mixed-builds" ? instanceNames.slice(0, 1) : instanceNames;
  const instance = instances[index % instances.length] ?? "acme_prod";
  const number = Math.floor(index / instances.length) + 1;
  const shape = fileShapes[index % fileShapes.length] ?? "small";
  const trouble = last ? troubleOf(scenario) : undefined;
  const inProduction = instance === "acme_prod";
  const pipelinedKnown = !(scenario === "old-build" && inProduction);
  return {
    name: `${instance.replaceAll("_", "-")}-${number}`,
    instance,
    release: releaseOf(scenario, instance, last),
    shape,
    pipelinedKnown,
    pipelinedRuns: pipelinedKnown && shape !== "latin" && scenario !== "stopped",
    ...(scenario === "foreign-client" && inProduction && { clientId: foreignClient }),
    ...(trouble && { trouble }),
  };
}

function releaseOf(scenario: Scenario, instance: PracticeHost["instance"], last: boolean): string {
  if (scenario === "old-build" && instance === "acme_prod") return release9082;
  if (scenario === "gold-standard" && instance === "acme_prod") return goldStandard8;
  if (scenario === "mixed-builds" && last) return release9039;
  return releases[instance];
}

function troubleOf(scenario: Scenario): Trouble | undefined {
  switch (scenario) {
    case "default":
    case "old-build":
    case "gold-standard":
    case "mixed-builds":
    case "foreign-client":
    case "stopped":
      return undefined;
    default:
      return scenario;
  }
}
