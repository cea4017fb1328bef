import { problem } from "../problems/problem.ts";
import { splitWords } from "./split-words.ts";

/** What tokens of a ProxyCommand stand for; names are checked already, so that none is an option or holds a blank. */
export interface ProxyNames {
  /** Inventory name, for messages. */
  readonly name: string;
  readonly asked: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly localUser: string;
}

/** Characters that only a shell understands, outside of the quotes that we understand, too. */
const shellOnly = /[$`|&;<>(){}*?[\]#!\n]|(^|\s)~|^\s*\w+=/;

/**
 * The program and its arguments for a ProxyCommand: run as they are where a shell would add nothing, else by
 * `sh -c "exec ..."` as ssh does. `undefined` for "none". RB4012 for a token other than %h %n %p %r %u %%.
 */
export function proxyCommandFor(
  { text, origin }: { readonly text: string; readonly origin: string },
  names: ProxyNames,
): readonly string[] | undefined {
  if (text.toLowerCase() === "none") return undefined;
  const plain = text.replace(/^\s*exec\s+/, "");
  const words = shellOnly.test(plain.replace(/'[^']*'/g, "")) ? undefined : splitWords(plain);
  const expand = (part: string) => expandTokens(part, origin, names);
  return words === undefined || words.length === 0 ? ["/bin/sh", "-c", `exec ${expand(plain)}`] : words.map(expand);
}

function expandTokens(text: string, origin: string, names: ProxyNames): string {
  const tokens: Readonly<Record<string, string>> = {
    "%%": "%",
    "%h": names.address,
    "%n": names.asked,
    "%p": String(names.port),
    "%r": names.user,
    "%u": names.localUser,
  };
  return text.replace(/%./g, (token) => {
    const value = tokens[token];
    if (value !== undefined) return value;
    throw problem("RB4012", `${origin}: ${token} in ProxyCommand is not supported`, {
      hint: "supported are %h, %n, %p, %r, %u and %%",
    });
  });
}
