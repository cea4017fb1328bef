import { type ProblemError, problem } from "../problems/problem.ts";
import type { Target } from "./connection.ts";
import { hostsOnTheWay, placeOfHost } from "./place-of-host.ts";
import { placeOf } from "./ssh-target.ts";
import type { Death } from "./worker-process.ts";

/** Ends of a worker while it worked on one host's bytes, after which the host is refused: more is no coincidence. */
const mostStrikes = 2;

interface Suspect {
  /** For messages. */
  readonly name: string;
  strikes: number;
  refused?: ProblemError;
}

/** Which hosts make workers fail. Hosts have numbers, which are what a worker can note. */
export class WorkerSuspects {
  readonly #numbers = new Map<string, number>();
  readonly #suspects: Suspect[] = [];

  /** The numbers of all hosts that are talked to for a target, from 1 on, by place. */
  numbers(target: Target): ReadonlyMap<string, number> {
    return new Map(
      hostsOnTheWay(target).map((host) => {
        const place = placeOfHost(host);
        const number = this.#numbers.get(place) ?? this.#suspects.push({ name: placeOf(host), strikes: 0 });
        this.#numbers.set(place, number);
        return [place, number] as const;
      }),
    );
  }

  /** Why a target is not connected to any more. */
  objectionTo(target: Target): ProblemError | undefined {
    return [...this.numbers(target).values()].map((number) => this.#suspects[number - 1]?.refused).find(Boolean);
  }

  /** Finds out who is to blame for a worker's end; gives the host's name when it is refused from now on. */
  blame({ verdict, how, host }: Death): string | undefined {
    const suspect = this.#suspects[host - 1];
    if (suspect === undefined || verdict === "stuck" || verdict === "killed") return undefined;
    suspect.strikes += verdict === "frozen" ? mostStrikes : 1;
    if (suspect.strikes < mostStrikes) return undefined;
    suspect.refused ??= problem(
      "RB4015",
      `${suspect.name}: the process that holds the connections ${how} while it worked on what this host sent`,
      { hint: "the host is not connected to again in this run; is what listens there a genuine sshd?" },
    );
    return suspect.name;
  }
}
