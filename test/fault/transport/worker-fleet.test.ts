import { afterAll, beforeAll, expect, test } from "vitest";
import { WorkerTransport } from "../../../src/transport/worker-transport.ts";
import { type Walked, workshop } from "../../support/engine.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { buildTestWorker, type TestWorker } from "../../support/test-worker.ts";

const good = ["good1", "good2", "good3", "good4"];
let worker: TestWorker;
let servers: readonly PracticeServer[];
let walked: Walked;

beforeAll(async () => {
  worker = await buildTestWorker();
  servers = await Promise.all([startServer(), startServer()]);
  const [fine, evil] = servers;
  if (!fine || !evil) throw new Error("there are no servers");
  const shop = workshop();
  shop.put("seen", "a line\n");
  worker.orders("evil", "loop");
  walked = await shop.walk({
    runbook: [
      "- hosts: all",
      "  gather_facts: false",
      "  tasks:",
      "    - name: Look",
      "      stat: { path: '{{ dir }}/seen' }",
      "    - name: Work",
      "      command: { argv: [sleep, '0.5'] }",
      "    - name: Read",
      "      lineinfile: { path: '{{ dir }}/seen', line: a line }",
    ].join("\n"),
    inventory: [...good, "evil"].join("\n"),
    targets: new Map([
      ...good.map((name) => [name, { ...fine.target, name }] as const),
      ["evil", { ...evil.target, name: "evil" }],
    ]),
    transport: new WorkerTransport({ program: worker.program, limits: { silence: 1_000 } }),
    settings: { forks: 5 },
  });
  shop.close();
});
afterAll(async () => {
  worker.remove();
  for (const server of servers) await server.close();
});

test("a host that freezes the worker costs that host, and every other one does its work once", () => {
  for (const host of good) expect(walked.statuses(host)).toEqual(["Look: ok", "Work: changed", "Read: ok"]);
  const ends = walked.events.filter((event) => "host" in event && event.host === "evil");
  expect(ends).toEqual([expect.objectContaining({ type: "host.lost", code: "RB4015" })]);
});
