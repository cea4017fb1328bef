import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import type { Target } from "../../../src/transport/connection.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type Walked, workshop } from "../../support/engine.ts";
import { evilAnswers } from "../../support/evil-answers.ts";
import { evilAsides } from "../../support/evil-asides.ts";
import { evilChannels } from "../../support/evil-channels.ts";
import { evilFacts } from "../../support/evil-facts.ts";
import { evilBeginnings, evilLogins } from "../../support/evil-logins.ts";
import { type EvilServer, startEvil } from "../../support/evil-server.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";

/** The engine waits a minute for an answer, which no test should: silent hosts are looked at without it. */
const behaviors = [
  ...[...evilBeginnings, ...evilLogins],
  ...[...evilChannels, ...evilAsides, ...evilAnswers, ...evilFacts].filter(({ isSilent }) => !isSilent),
];
/** What a pretended shell says makes no sense to the engine, sooner or later. */
const senseless = "RB4008";
const good = ["good1", "good2", "good3"];
const deadlines = { login: 10_000, channel: 6_000, shell: 6_000, grace: 100, keepalive: 1_000, close: 300 };

describe("a run over good hosts and every kind of evil host", () => {
  const servers: (EvilServer | PracticeServer)[] = [];
  let walked: Walked;
  let took = 0;
  const eventsOf = (host: string): readonly Event[] =>
    walked.events.filter((event) => "host" in event && event.host === host);

  beforeAll(async () => {
    const targets = new Map<string, Target>();
    for (const [index, behavior] of behaviors.entries()) {
      const server = await startEvil(behavior);
      servers.push(server);
      targets.set(`evil${index}`, server.target);
    }
    const server = await startServer();
    servers.push(server);
    for (const name of good) targets.set(name, server.target);
    const shop = workshop();
    shop.put("seen", "a line\n");
    const began = performance.now();
    walked = await shop.walk({
      runbook: [
        "- hosts: all",
        "  gather_facts: false",
        "  tasks:",
        "    - name: Look",
        "      stat: { path: '{{ dir }}/seen' }",
        "    - name: Read",
        "      lineinfile: { path: '{{ dir }}/seen', line: a line }",
        "    - name: Work",
        "      command: { argv: [echo, done] }",
      ].join("\n"),
      inventory: [...targets.keys()].join("\n"),
      targets,
      transport: createSsh2Transport({ deadlines, backoff: 1, jitter: () => 0.5 }),
      settings: { forks: targets.size },
    });
    took = performance.now() - began;
    shop.close();
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  test("ends, with every good host done", () => {
    for (const host of good) expect(walked.statuses(host)).toEqual(["Look: ok", "Read: ok", "Work: changed"]);
    expect(took).toBeLessThan(25_000);
  });

  test("no text of a host that reaches people holds an escape code", () => {
    for (const event of walked.events) expect(texts(event)).not.toContain("\u001b");
  });

  test.each(
    behaviors.map(
      ({ name, ends, shell }, index) => [name, shell ? [...ends, senseless] : ends, `evil${index}`] as const,
    ),
  )("%s", (_name, ends, host) => {
    const codes = eventsOf(host).flatMap((event) => ("code" in event && event.code ? [event.code] : []));
    expect(ends).toContain(codes.at(-1) ?? "survives");
  });
});

/** What people read of an event: not what a command printed, nor a file's lines, which stay as they are. */
function texts(event: Event): string {
  if (event.type !== "task.finished") return Object.values(event).join("\n");
  return [event.name, event.message, event.hint, event.at, ...event.unknowns].join("\n");
}
