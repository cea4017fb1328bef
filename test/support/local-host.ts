import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "../../src/changes/change.ts";
import { carryOut, together } from "../../src/engine/carry-out.ts";
import { ChangeRecord } from "../../src/engine/change-record.ts";
import { HostSession } from "../../src/engine/host-session.ts";
import { LiveView } from "../../src/engine/live-view.ts";
import type { ValueMap } from "../../src/expression/value.ts";
import { createLocalTransport } from "../../src/transport/local-transport.ts";

/** This machine through the real kept shell and the real host library, with a home and a work folder of its own. */
export interface LocalHost {
  readonly folder: string;
  readonly home: string;
  readonly view: LiveView;
  make(...changes: readonly Change[]): Promise<ValueMap>;
  close(): Promise<void>;
}

/** A session on this machine. `HOME` of the shell is a folder inside the temporary one. */
export async function localHost(): Promise<LocalHost> {
  const folder = mkdtempSync(join(tmpdir(), "runbook-host-"));
  const clock = { now: () => new Date(), monotonic: () => performance.now() };
  const session = new HostSession({
    host: "here",
    target: () => ({ kind: "local", name: "here" }),
    transport: createLocalTransport(),
    bus: { emit() {} },
    clock,
    tag: "abc123",
    localUser: "me",
    lastNumber: 0,
  });
  const shell = await session.shell(undefined);
  await shell.run({ script: `HOME='${folder}/home';export HOME;mkdir "$HOME"`, kind: "own", deadline: 5_000 });
  const record = new ChangeRecord("here", {
    tag: "abc123",
    bus: { emit() {} },
    journal: { durable: async () => {}, key: new Uint8Array(32) },
  });
  const pending = { touches: () => false, flush: async () => {} };
  const view = new LiveView({
    name: "here",
    shell: () => session.shell(undefined),
    ask: (parts) => session.ask(undefined, parts),
    pending,
    coming: () => [],
  });
  return {
    folder,
    home: join(folder, "home"),
    view,
    async make(...changes) {
      const renew = () => {
        view.forget();
        return view.prefetch();
      };
      const { results, failure } = await carryOut(
        changes.map((change) => ({ change, task: { id: "1", noLog: false } })),
        { shell, clock, record, renew },
      );
      if (failure !== undefined) throw failure;
      return together(results);
    },
    async close() {
      await session.close();
      rmSync(folder, { recursive: true });
    },
  };
}
