import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { leavesOf } from "../../../src/runbook/leaves-of.ts";
import { readRunbook } from "../../../src/runbook/read-runbook.ts";

const folder = fileURLToPath(new URL("../../../runbooks", import.meta.url));
const name = "triggers-io.yaml";
const text = await readFile(`${folder}/${name}`, "utf8");
const { runbook, warnings } = await readRunbook({ name, text }, folder);
const [play] = runbook.plays;

test("the runbook is read without a warning", () => {
  expect(warnings).toEqual([]);
  expect(runbook.name).toBe("Configuring Adobe I/O for Adobe Experience Cloud Triggers");
});

test("its tasks follow Adobe's page from top to bottom", () => {
  expect(play?.tasks.map((task) => task.name)).toEqual([
    "Prerequisites: what the instance is and how it is configured",
    "Prerequisites: the build supports Triggers through Adobe I/O",
    "Prerequisites: all containers of the instance run the same build",
    "Prerequisites: the Organization id in effect is one",
    "Step 1.1: Access Adobe I/O and log in to the Organization",
    "Step 1.2 to 1.10: Create or update the project, and copy its credential",
    "Step 1: the credential has the right form",
    "Step 2: Add the project credentials in Adobe Campaign",
    "Step 2: look at what nlserver stored",
    "Step 3: Update the pipelined tag",
    "run the notified handlers",
    "Verification: configuration, process and log",
    "Verification: keep a receipt of the credentials",
  ]);
});

test("the configuration is reloaded before pipelined is restarted", () => {
  expect(play?.handlers.map((handler) => handler.name)).toEqual(["Reload the configuration", "Restart pipelined"]);
});

test("hosts are compared only when all have been looked at", () => {
  const waiting = leavesOf(play?.tasks ?? [])
    .filter((task) => task.barrier)
    .map((task) => task.name);
  expect(waiting).toEqual([
    "Prerequisites: all containers of the instance run the same build",
    "Step 1.1: Access Adobe I/O and log in to the Organization",
    "Step 1.2 to 1.10: Create or update the project, and copy its credential",
  ]);
});

test("what only a person can bring is required, and the secret is one", () => {
  const required = runbook.inputs.filter((input) => input.required).map((input) => [input.name, input.secret]);
  expect(required).toEqual([
    ["ims_org", false],
    ["client_id", false],
    ["technical_account_id", false],
    ["client_secret", true],
  ]);
});
