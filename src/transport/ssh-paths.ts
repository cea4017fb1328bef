import { isAbsolute, join, resolve } from "node:path";
import { problem } from "../problems/problem.ts";

/** What tokens in file names stand for. */
export interface PathTokens {
  readonly home: string;
  readonly baseFolder: string;
  /** Inventory name, for messages. */
  readonly name: string;
  /** The name that ssh was asked for (%n) and the address that it leads to (%h). */
  readonly asked: string;
  readonly address: string;
  readonly port: number;
  /** Who logs in (%r), and who we are (%u). */
  readonly user: string;
  readonly localUser: string;
  /** HostKeyAlias (%k). */
  readonly alias: string | undefined;
}

/** Makes paths absolute: `~`, and of ssh's tokens %d %h %k %n %p %r %u %%. RB4012 for another token. */
export function pathsFor(given: PathTokens): (path: string) => string {
  const tokens: Readonly<Record<string, string>> = {
    "%%": "%",
    "%d": given.home,
    "%h": given.address,
    "%k": given.alias ?? given.asked,
    "%n": given.asked,
    "%p": String(given.port),
    "%r": given.user,
    "%u": given.localUser,
  };
  return (path) => {
    const plain = path.replace(/%./g, (token) => tokens[token] ?? refuse(given.name, path, token));
    if (plain === "~" || plain.startsWith("~/")) return join(given.home, plain.slice(1));
    return isAbsolute(plain) ? plain : resolve(given.baseFolder, plain);
  };
}

function refuse(name: string, path: string, token: string): never {
  throw problem("RB4012", `${name}: ${token} in ${JSON.stringify(path)} is not supported`, {
    hint: "supported are %d, %h, %k, %n, %p, %r, %u and %%",
  });
}
