import { randomBytes } from "node:crypto";
import { hostLibrary } from "../changes/host-library.ts";
import type { Bus } from "../events/bus.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Become, Connection, Counters, Frame, Reply, Target, Transport } from "../transport/connection.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import { addressOf } from "./address-of.ts";
import { type Anew, askAnew } from "./ask-anew.ts";
import { batchOf, type Part, type Replies } from "./batch.ts";
import type { HostLock } from "./host-lock.ts";
import { hello, type Introduction, introduction } from "./introduction.ts";
import type { LeftJob } from "./jobs-left.ts";
import type { Leaving } from "./leave-shells.ts";
import { LeftConnections } from "./left-connections.ts";
import { LockHold } from "./lock-hold.ts";
import { lookAnew } from "./look-anew.ts";
import { persistently } from "./reconnect.ts";
import type { Clock } from "./run-context.ts";
import { StartedJobs } from "./started-jobs.ts";
import { forgetCommands } from "./switch-part.ts";
import { noTraffic, trafficOfBoth } from "./traffic.ts";
import { underLock } from "./under-lock.ts";

const noLock = "no lock keeps other runs away: the home of the user cannot be written to";
const nonce = () => randomBytes(16).toString("hex");

/** What a session needs; `target` tells where the host is when it is first asked for, `localUser` who `local` runs as. */
export interface SessionOptions {
  readonly host: string;
  readonly target: () => Target | Promise<Target>;
  readonly transport: Transport;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly tag: string;
  readonly localUser: string;
  /** The highest number that a change of this host had in an earlier part of the run. */
  readonly lastNumber: number;
  /** Absent where nothing is changed. */
  readonly lock?: HostLock | undefined;
  /** Told when the connection was lost and is there again: what was read before may be old. */
  readonly renewed?: () => void;
}

/** A kept shell of one user, and what it said of itself. */
export interface UserShell extends Introduction {
  run(frame: Frame): Promise<Reply>;
  /** Runs parts in one frame. Throws as `run`. */
  ask(parts: readonly Part[]): Promise<Replies>;
  /** How its user was become; `undefined` for the login user. */
  readonly become: Become | undefined;
  /** As `ask`, under the lock, where there is one; no parts: only takes it. RB7301, RB7302. */
  act(parts: readonly Part[]): Promise<Replies>;
  /** Gives its lock back: who acts next takes it again. Throws as `run`. */
  letGo(): Promise<void>;
  /** A number that no change of this host had before. */
  nextNumber(): number;
  /** Set when a command left files in the scratch folder. */
  used: boolean;
  /** How the commands of these numbers ended is known: whichever shell of its user is the last one removes what they left. */
  told(numbers: readonly number[]): void;
  /** Set when something was done that may have left backups. */
  keeps: boolean;
  /** Folders of jobs that its user has started in the run, and by which task. */
  readonly jobs: Map<string, string>;
  /** After its connection was lost: the same user's shell over a new one. Tries for a minute, or six times `ansible_timeout`. RB4xxx. */
  again(): Promise<UserShell>;
  /** After it was ended at a deadline: another one of the same user over the same connection. RB4xxx. */
  anew(): Promise<UserShell>;
}

/** A shell that was just opened, and what was asked with it. */
interface Opened {
  readonly shell: UserShell;
  readonly replies: Replies;
}

/** One host's connection, opened when it is first needed, and its shells, one per user. */
export class HostSession {
  readonly #options: SessionOptions;
  readonly #shells = new Map<string, Promise<UserShell>>();
  readonly #left = new LeftConnections();
  readonly #told = new Map<string, number[]>();
  readonly #jobs = new StartedJobs();
  #connection: Promise<Connection> | undefined;
  #opened: Connection | undefined;
  #target: Promise<Target> | undefined;
  #number: number;
  /** A shell that others would be given could not be opened. */
  #isBroken = false;
  /** What went over connections that were closed, and over those of `askAnew`. */
  #past = noTraffic;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#number = options.lastNumber;
  }

  /** The shell of a user; `undefined` is the login user, and so is that user's own name without a login. RB4xxx. */
  async shell(user: Become | undefined): Promise<UserShell> {
    const become = await this.#whom(user);
    return this.#shells.get(shellKey(become)) ?? (await this.#open(become, [])).shell;
  }

  /** Runs parts, which only look, in a user's shell; where that is not open yet, in the round trip that opens it. RB4xxx, and as `Shell.run`. */
  async ask(user: Become | undefined, parts: readonly Part[]): Promise<Replies> {
    const become = await this.#whom(user);
    const known = this.#shells.get(shellKey(become));
    if (known === undefined) return (await this.#open(become, parts)).replies;
    return lookAnew(await known, (shell) => shell.act(parts));
  }

  /**
   * Asks over a connection of its own, and closes it: what answers can be reached by who comes anew. Tries for so many
   * milliseconds, and as long as `again`. RB4xxx.
   */
  async askAnew(user: Become | undefined, parts: readonly Part[], time = 0): Promise<Anew> {
    const { transport, tag, clock } = this.#options;
    const [become, target] = [await this.#whom(user), await this.#where()];
    const told = (traffic: Counters) => {
      this.#past = trafficOfBoth(this.#past, traffic);
    };
    return askAnew(parts, { transport, target, become, tag, told }, { clock, time: time + lookingTime(target) });
  }

  /** Where the host was reached, and its key; `undefined` as long as nobody has asked it anything. */
  async reached(): Promise<{ readonly address: string; readonly hostKey: string | undefined } | undefined> {
    return this.#opened && { address: addressOf(await this.#where()), hostKey: this.#opened.hostKey };
  }

  get counters(): Counters {
    const open = trafficOfBoth(this.#left.counters, this.#opened?.counters ?? noTraffic);
    return trafficOfBoth(this.#past, open);
  }

  /** Whoever asks the host next connects to it anew. Nobody is at work there, and all that was done there is on disk here. */
  reset(): void {
    const closed = this.#opened;
    this.#past = trafficOfBoth(this.#past, closed?.counters ?? noTraffic);
    this.#forget();
    void closed?.close();
  }

  /** Where it could not be reached, whoever asks next tries anew; what works stays. */
  retry(): void {
    if (this.#isBroken) this.#leave();
  }

  /** Gives its locks back, while nobody is at work there. Never throws: with a shell that is gone its lock is, too. */
  async letGo(): Promise<void> {
    const shells = [...this.#shells.values()];
    await Promise.allSettled(shells.map(async (shell) => (await shell).letGo()));
  }

  /** The jobs that were started here in the run and go on, as far as is known. Never throws. */
  jobsLeft(): Promise<readonly LeftJob[]> {
    return this.#jobs.left((become) => this.shell(become), this.#options.clock);
  }

  /** Ends the shells and the connections. Never throws. */
  async close(leaving: Leaving = { clean: true }): Promise<void> {
    this.#leave();
    await this.#left.close(leaving, this.#options.clock.now());
  }

  /** Other users' shells go with the connection that was lost. */
  async #again(become: Become | undefined, lost: Connection): Promise<UserShell> {
    const { host, bus, clock } = this.#options;
    const began = clock.monotonic();
    const time = lookingTime(await this.#where());
    if (this.#opened === lost) this.#leave();
    const shell = await persistently(
      async () => {
        try {
          return await this.shell(become);
        } catch (error) {
          this.#leave();
          throw error;
        }
      },
      { clock, time },
    );
    this.#options.renewed?.();
    const took = ((clock.monotonic() - began) / 1000).toFixed(1);
    bus.emit({
      type: "noted",
      level: "warning",
      host,
      message: `the connection was lost, and is there again after ${took} s`,
    });
    return shell;
  }

  #leave(): void {
    if (this.#opened) this.#left.add(this.#opened, this.#shells.values());
    this.#forget();
  }

  #forget(): void {
    this.#opened = undefined;
    this.#connection = undefined;
    this.#isBroken = false;
    this.#shells.clear();
  }

  #open(become: Become | undefined, parts: readonly Part[]): Promise<Opened> {
    const opening = this.#openAsking(become, parts);
    const shell = opening.then((opened) => opened.shell);
    shell.catch(() => {
      this.#isBroken ||= this.#shells.get(shellKey(become)) === shell;
    });
    this.#shells.set(shellKey(become), shell);
    return opening;
  }

  async #openAsking(become: Become | undefined, parts: readonly Part[]): Promise<Opened> {
    this.#connection ??= this.#connect();
    const connection = await this.#connection;
    const target = await this.#where();
    const name = target.kind === "ssh" ? (become ?? target).user : undefined;
    const hold = this.#holdOf(become);
    const taking = parts.length > 0 ? hold?.wanted : undefined;
    const told = this.#told.get(shellKey(become)) ?? [];
    this.#told.set(shellKey(become), told);
    const recalling = told.length > 0 ? [forgetCommands(told)] : [];
    const { frame, replies } = batchOf([hello(name), ...recalling, ...(taking ? [taking] : []), ...parts], nonce());
    const shell = await connection.openShell(hostLibrary(this.#options.tag), become, frame);
    const run = (one: Frame) =>
      shell.run(one).catch((error: unknown) => {
        if (this.#opened !== connection) throw error;
        if (error instanceof ConnectionLostError) this.#leave();
        else if (endsShell(error)) this.#shells.delete(shellKey(become));
        throw error;
      });
    const ask = async (some: readonly Part[]) => {
      const batch = batchOf(some, nonce());
      return batch.replies(await run(batch.frame));
    };
    const [first, ...others] = replies(shell.opened ?? (await shell.run(frame)));
    const rest = others.slice(recalling.length);
    const introduced = introduction(this.#options.host, first);
    if (taking) hold?.take(rest.shift());
    const again = () => this.#again(become, connection);
    return {
      shell: {
        ...introduced,
        become,
        run,
        ask,
        act: (some) => underLock(some, ask, hold),
        letGo: async () => hold?.letGo(ask),
        nextNumber: () => ++this.#number,
        used: false,
        told: (numbers) => void told.push(...numbers),
        keeps: false,
        jobs: this.#jobs.of(shellKey(become), { user: introduced.user.name, become }),
        again,
        anew: () => this.shell(become),
      },
      replies: rest,
    };
  }

  #holdOf(become: Become | undefined): LockHold | undefined {
    const { lock, bus, host } = this.#options;
    const tellNone = () => bus.emit({ type: "noted", level: "warning", host, message: noLock });
    return lock && new LockHold(lock, shellKey(become), tellNone);
  }

  /** The login user is nobody to become, unless a login is asked for. */
  async #whom(user: Become | undefined): Promise<Become | undefined> {
    const target = await this.#where();
    const login = target.kind === "local" ? this.#options.localUser : target.user;
    return user?.user === login && !user?.login ? undefined : user;
  }

  #where(): Promise<Target> {
    this.#target ??= Promise.resolve().then(() => this.#options.target());
    return this.#target;
  }

  async #connect(): Promise<Connection> {
    const { host, transport, bus, clock } = this.#options;
    const target = await this.#where();
    const began = clock.monotonic();
    const connection = await transport.connect(target);
    this.#opened = connection;
    const address = addressOf(target);
    const { hostKey } = connection;
    bus.emit({
      type: "host.connected",
      host,
      address,
      ...(hostKey && { hostKey }),
      took: Math.round(clock.monotonic() - began),
    });
    return connection;
  }
}

/** Users with this in common share a shell, which nobody else does. */
export function shellKey(become: Become | undefined): string {
  return become ? `${become.method} ${become.user}${become.login ? " login" : ""}` : "";
}

/** Milliseconds for which a lost host is looked for: six times as long as a connect may take. */
function lookingTime(target: Target): number {
  return 6 * (target.kind === "ssh" ? target.connectDeadline : 10_000);
}

/** After these the shell is gone, not the connection: the next task gets a new one. */
function endsShell(error: unknown): boolean {
  const code = error instanceof ProblemError ? error.problems[0]?.code : undefined;
  return code === "RB4008" || code === "RB5008";
}
