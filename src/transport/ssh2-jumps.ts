import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import { ProblemError, problem } from "../problems/problem.ts";
import { numberIn } from "./number-in.ts";
import { placeOf, type SshTarget } from "./ssh-target.ts";
import type { LoggedIn } from "./ssh2-login.ts";
import { visible } from "./visible.ts";

/** Logs in to a host, on the way that it says. */
export type LogInTo = (target: SshTarget) => Promise<LoggedIn>;

interface Session {
  readonly opening: Promise<LoggedIn>;
  streams: number;
}

/** A window of less makes ssh2 1.17 write floods of packets, or spin for ever at zero (ssh2 issue 1504). */
const smallestPacket = 1024;

/** Logged-in jump hosts, each shared by all hosts behind it, ended with the last stream through it. */
export class JumpHosts {
  readonly #logInTo: LogInTo;
  readonly #sessions = new Map<string, Session>();

  constructor(logInTo: LogInTo) {
    this.#logInTo = logInTo;
  }

  /** A stream to the target from a jump host. RB4xxx of that host, RB4001 and RB4002 of the target. */
  async open(target: SshTarget, jump: SshTarget): Promise<Duplex> {
    const key = JSON.stringify(jump);
    const session = this.#sessions.get(key) ?? this.#start(key, jump);
    session.streams += 1;
    try {
      const stream = await forward(await onTheWay(session.opening, target), { target, jump });
      stream.once("close", () => this.#release(key, session));
      return stream;
    } catch (error) {
      this.#release(key, session);
      throw error;
    }
  }

  #start(key: string, jump: SshTarget): Session {
    const opening = this.#logInTo(jump);
    const session: Session = { opening, streams: 0 };
    this.#sessions.set(key, session);
    const forget = () => {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    };
    opening.then(({ socket }) => socket.once("close", forget), forget);
    return session;
  }

  #release(key: string, session: Session): void {
    session.streams -= 1;
    if (session.streams > 0) return;
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    session.opening.then(
      ({ client }) => client.end(),
      () => {},
    );
  }
}

/** Says of a jump host's problem which host was to be reached. */
async function onTheWay(opening: Promise<LoggedIn>, target: SshTarget): Promise<LoggedIn> {
  try {
    return await opening;
  } catch (error) {
    const first = error instanceof ProblemError ? error.problems[0] : undefined;
    if (first === undefined) throw error;
    const what = first.message.replace(/^.{0,300}?: on the way there, /, "");
    const hint = first.hint?.replace(/runbook trust (\S+);/, "runbook trust $1 -i $1,;");
    throw problem(first.code, `${target.name}: on the way there, ${what}`, { hint, cause: error });
  }
}

function forward(
  { client, socket }: LoggedIn,
  { target, jump }: { target: SshTarget; jump: SshTarget },
): Promise<ClientChannel> {
  const place = `${placeOf(target)} cannot be reached from the jump host ${placeOf(jump)}`;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(problem("RB4002", `${place} within ${target.connectDeadline / 1000} s`));
    }, target.connectDeadline);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    try {
      client.forwardOut("127.0.0.1", 0, target.address, target.port, (error, channel) => {
        if (error) return fail(problem("RB4001", `${place}: ${visible(error.message)}`, { cause: error }));
        const size = numberIn(channel.outgoing, "packetSize");
        if (size !== undefined && size >= smallestPacket) {
          clearTimeout(timer);
          channel.on("error", () => {});
          return resolve(channel);
        }
        socket.destroy();
        fail(problem("RB4008", `${placeOf(jump)} asked for packets of ${size ?? "no"} bytes`));
      });
    } catch (cause) {
      fail(problem("RB4007", `${placeOf(jump)}: the connection to the jump host was lost`, { cause }));
    }
  });
}
