import { ProblemError } from "../problems/problem.ts";
import type { Connection, Counters, Shell, Transport } from "./connection.ts";
import { hostsOnTheWay, placeOfHost } from "./place-of-host.ts";
import type { SshTarget } from "./ssh-target.ts";
import { createTransport, type LoginOptions } from "./transport-for.ts";
import { unpackSecret, WorkerAsking } from "./worker-asking.ts";
import { packError, unpackError } from "./worker-errors.ts";
import { workerMemory } from "./worker-memory.ts";
import type { Begin, Done, FromWorker, PackedBecome, Request, ToWorker } from "./worker-messages.ts";
import { workerLimits } from "./worker-watchdog.ts";

/** The way to the process that started this one. */
export interface WorkerPort {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** Notes the number of the host that is worked on; 0: none. */
  note(host: number): void;
  /** Bytes of memory in use. */
  memory(): number;
}

/** Serves the connections of another process until that one ends this one. `make`: the transport, for tests of evil ones. */
export function serveTransport(port: WorkerPort, make: (options: LoginOptions) => Transport = createTransport): void {
  const server = new WorkerServer(port, make);
  const beat = () => {
    port.note(0);
    port.send({ type: "beat", memory: port.memory() });
  };
  port.onMessage((message) => server.take(message));
  setInterval(beat, workerLimits.beat);
  beat();
}

/** A connection, or a shell on it, with the number of its host. */
type Served<T> = { readonly it: T; readonly host: number };

class WorkerServer {
  readonly #port: WorkerPort;
  readonly #make: (options: LoginOptions) => Transport;
  readonly #asking: WorkerAsking;
  readonly #hosts = new Map<string, number>();
  readonly #connections = new Map<number, Served<Connection>>();
  readonly #shells = new Map<number, Served<Shell> & { readonly connection: Connection }>();
  #transport: Transport | undefined;

  constructor(port: WorkerPort, make: (options: LoginOptions) => Transport) {
    this.#port = port;
    this.#make = make;
    this.#asking = new WorkerAsking((message) => port.send(message));
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case "begin":
        this.#transport = this.#make(this.#options(message));
        return;
      case "answer":
        this.#port.note(0);
        this.#asking.answered(message.id, message.answer);
        return;
      default:
        this.#done(message).then(
          (done) => this.#port.send(done),
          (error: unknown) => this.#port.send({ type: "failed", id: message.id, error: packError(error) }),
        );
    }
  }

  #options({ password, canAsk, pins, refusals }: Begin): LoginOptions {
    const { send } = this.#port;
    const asking = this.#asking;
    const known = [...refusals].map(([account, packed]) => [account, unpackError(packed)] as const);
    const memory = workerMemory({
      gate: asking.leave(),
      pins,
      refusals: known.flatMap(([account, error]) => (error instanceof ProblemError ? [[account, error] as const] : [])),
      pinned: (place, fingerprint) => send({ type: "pinned", place, fingerprint }),
      refused: (account, error) => send({ type: "refused", account, error: packError(error) }),
    });
    return {
      memory,
      hears: (target) => {
        const host = this.#numberOf(target);
        return () => this.#port.note(host);
      },
      announce: (text) => send({ type: "announce", message: text }),
      ...(password && { password: unpackSecret(password) }),
      ...(canAsk && { askPassphrase: asking.passphrase }),
    };
  }

  #numberOf(target: SshTarget): number {
    return this.#hosts.get(placeOfHost(target)) ?? 0;
  }

  async #done(request: Request): Promise<Done> {
    switch (request.type) {
      case "connect":
        return this.#connect(request);
      case "open":
        return this.#open(request);
      case "run": {
        const { it, host, connection } = found(this.#shells, request.shell);
        this.#port.note(host);
        const reply = await it.run(request.frame);
        return { type: "replied", id: request.id, reply, counters: countersOf(connection) };
      }
      case "close":
        return this.#close(request.id, request.connection);
    }
  }

  async #connect({ id, target, hosts }: Extract<Request, { type: "connect" }>): Promise<Done> {
    for (const [place, number] of hosts) this.#hosts.set(place, number);
    const last = hostsOnTheWay(target).at(-1);
    const host = last === undefined ? 0 : this.#numberOf(last);
    if (this.#transport === undefined) throw new TypeError("a connection was asked for before the beginning");
    const it = await this.#transport.connect(target);
    this.#connections.set(id, { it, host });
    return { type: "connected", id, hostKey: it.hostKey };
  }

  async #open(request: Extract<Request, { type: "open" }>): Promise<Done> {
    const { id, library, opening } = request;
    const { it: connection, host } = found(this.#connections, request.connection);
    this.#port.note(host);
    const become = request.become && this.#become(request.become, id);
    const it = await connection.openShell(library, become, opening);
    this.#shells.set(id, { it, host, connection });
    return { type: "opened", id, reply: it.opened, counters: countersOf(connection) };
  }

  #become({ password, ...become }: PackedBecome, open: number) {
    if (password === undefined) return become;
    return { ...become, password: { secret: unpackSecret(password), gate: this.#asking.leave(open) } };
  }

  async #close(id: number, number: number): Promise<Done> {
    const { it } = found(this.#connections, number);
    this.#connections.delete(number);
    for (const [shell, { connection }] of this.#shells) if (connection === it) this.#shells.delete(shell);
    await it.close();
    return { type: "closed", id };
  }
}

function found<T>(things: ReadonlyMap<number, T>, number: number): T {
  const thing = things.get(number);
  if (thing === undefined) throw new TypeError(`there is no connection or shell ${number}`);
  return thing;
}

/** A copy that travels. */
function countersOf({ counters: { frames, bytesSent, bytesReceived } }: Connection): Counters {
  return { frames, bytesSent, bytesReceived };
}
