import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HostSession } from "../../../src/engine/host-session.ts";
import { LiveView } from "../../../src/engine/live-view.ts";
import { createBus } from "../../../src/events/bus.ts";
import { createTransport } from "../../../src/transport/transport-for.ts";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
let session: HostSession;
let view: LiveView;
beforeEach(() => {
  shop = workshop();
  session = new HostSession({
    host: "here",
    target: () => ({ kind: "local", name: "here" }),
    transport: createTransport(),
    bus: createBus({ run: "test", now: () => new Date(0), redact: (text) => text, listeners: [] }),
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    tag: randomBytes(6).toString("hex"),
    localUser: "me",
    lastNumber: 0,
  });
  view = new LiveView({
    name: "here",
    shell: () => session.shell(undefined),
    ask: (parts) => session.ask(undefined, parts),
    pending: { touches: () => false, flush: async () => {} },
    coming: () => [],
  });
});
afterEach(async () => {
  await session.close();
  shop.close();
});

test("all names of a folder come, however many there are", async () => {
  const folder = join(shop.folder, "many");
  mkdirSync(folder);
  const names = Array.from({ length: 1_000 }, (_, index) => `${"a-rather-long-name-of-a-file-".repeat(4)}${index}`);
  for (const name of names) writeFileSync(join(folder, name), "");
  await view.user();
  expect(await view.list(folder)).toEqual(names.toSorted());
});

test("large files that are looked at together come whole", async () => {
  const paths = Array.from({ length: 6 }, (_, index) => shop.put(`large-${index}`, String(index).repeat(15_000_000)));
  const found = await Promise.all(paths.map((path) => view.readFile(path)));
  expect(found.map((one) => [one?.content.length, String.fromCharCode(one?.content[0] ?? 0)])).toEqual(
    paths.map((_, index) => [15_000_000, String(index)]),
  );
});
