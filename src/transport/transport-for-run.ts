import type { Connection, Target, Transport } from "./connection.ts";
import { hostsOnTheWay } from "./place-of-host.ts";
import { createTransport } from "./transport-for.ts";
import type { WorkerProgram } from "./worker-process.ts";
import type { WorkerSpeech } from "./worker-questions.ts";
import type { WorkerTransport } from "./worker-transport.ts";

/** The transport of a run. */
export interface RunTransport extends Transport {
  /** Tells how many hosts there will be, before the first is connected to; one, where nothing is told. */
  expect(hosts: number): void;
}

/** What a run's transport is made of. Without a program everything stays in this process. */
export interface RunTransportOptions extends WorkerSpeech {
  readonly program?: WorkerProgram;
}

/**
 * Connections of a run: where there are several hosts, those that are reached over ssh are held by a process of their own, so
 * that none of them can freeze or end the run.
 */
export function createRunTransport({ program, ...speech }: RunTransportOptions): RunTransport {
  const here = createTransport(speech);
  let worker: Promise<WorkerTransport> | undefined;
  return {
    expect(hosts) {
      if (hosts < 2 || program === undefined) return;
      worker ??= startWorker(program, speech);
      worker.catch(() => {});
    },
    async connect(target: Target): Promise<Connection> {
      const holder = hostsOnTheWay(target).length > 0 ? await worker : undefined;
      return (holder ?? here).connect(target);
    },
  };
}

async function startWorker(program: WorkerProgram, speech: WorkerSpeech): Promise<WorkerTransport> {
  const { WorkerTransport } = await import("./worker-transport.ts");
  const transport = new WorkerTransport({ ...speech, program });
  transport.start();
  return transport;
}
