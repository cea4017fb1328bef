import { type ProblemError, problem } from "../problems/problem.ts";

/** One host of a ProxyJump. */
export interface Jump {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** The hosts of a ProxyJump, `[user@]host[:port]` or `ssh://...`, comma-separated, in the order of the way. RB4012. */
export function parseJumps(text: string, behind: string): readonly Jump[] {
  return text.split(",").map((one) => {
    const parts = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@[\]]+))(?::(\d{1,5}))?\/?$/.exec(one.trim());
    const [, user, bracketed, plain, port] = parts ?? [];
    const host = bracketed ?? plain;
    if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) {
      throw wrong(one, behind);
    }
    return { host, ...(user !== undefined && { user }), ...(port !== undefined && { port: Number(port) }) };
  });
}

function wrong(text: string, behind: string): ProblemError {
  return problem("RB4012", `${behind}: ${JSON.stringify(text)} in ProxyJump cannot be understood`, {
    hint: "it is [user@]host[:port], and several are separated by commas",
  });
}
