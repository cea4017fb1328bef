import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HostSession, type UserShell } from "../../../src/engine/host-session.ts";
import { createBus } from "../../../src/events/bus.ts";
import type { Transport } from "../../../src/transport/connection.ts";
import { createTransport } from "../../../src/transport/transport-for.ts";

let folder: string;
/** What was closed so far, each until its shells have come to their end. */
let closed: Promise<void>[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-left-"));
  closed = [];
  mkdirSync(join(folder, "bin"));
  const sudo = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n';
  writeFileSync(join(folder, "bin/sudo"), sudo, { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = () => (existsSync(join(folder, ".runbook/run/tag")) ? readdirSync(join(folder, ".runbook/run/tag")) : []);
const ask = (shell: UserShell, script: string) => shell.ask([{ script, stops: true, deadline: 10_000, cap: 4096 }]);

function session(): HostSession {
  const usual = createTransport();
  const transport: Transport = {
    async connect(target) {
      const connection = await usual.connect(target);
      const close = () => {
        const closing = connection.close();
        closed.push(closing);
        return closing;
      };
      return {
        hostKey: connection.hostKey,
        close,
        openShell: connection.openShell.bind(connection),
        get counters() {
          return connection.counters;
        },
      };
    },
  };
  const path = `PATH=${folder}/bin:${process.env.PATH}`;
  const listeners: readonly [] = [];
  return new HostSession({
    host: "h",
    target: () => ({ kind: "exec", name: "h", command: ["env", `HOME=${folder}`, path, "sh"] }),
    transport,
    bus: createBus({ run: "test", now: () => new Date(0), redact: (text) => text, listeners }),
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    tag: "tag",
    localUser: "me",
    lastNumber: 0,
  });
}

test("what a command left on the host stays until the session ends, also when another user's shell is lost", async () => {
  const host = session();
  const login = await host.shell(undefined);
  await ask(login, "rb_run 1 empty / true");
  login.told([1]);
  const other = await host.shell({ method: "sudo", user: "other" });
  await expect(ask(other, "kill -9 $$")).rejects.toThrow("before the answer came");
  const again = await other.again();
  await ask(again, ":");
  await Promise.all(closed);
  expect(kept()).toContain("1.r");
  await ask(login, "rb_run 2 empty / true");
  await host.close();
  expect([kept(), closed.length]).toEqual([[], 2]);
});

test("what stays there for others, since nothing is on disk here, stays of connections that were left, too", async () => {
  const host = session();
  await ask(await host.shell(undefined), "rb_run 1 empty / true");
  const other = await host.shell({ method: "sudo", user: "other" });
  await expect(ask(other, "kill -9 $$")).rejects.toThrow("before the answer came");
  await host.close({ clean: false });
  expect(kept()).toContain("1.r");
});
