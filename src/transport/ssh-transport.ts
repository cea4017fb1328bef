import { problem } from "../problems/problem.ts";
import type { Connection, Target } from "./connection.ts";
import { defaultDeadlines } from "./deadlines.ts";
import type { LinkTransport } from "./link-transport.ts";
import { OpensshNeed } from "./openssh-needed.ts";
import { programIsThere } from "./program-is-there.ts";
import type { SshTarget } from "./ssh-target.ts";
import { createSsh2Transport, type Ssh2Options } from "./ssh2-transport.ts";

/**
 * Hosts over ssh: by ssh2, or by the system's ssh where the target names it, or where ssh2 cannot do what its files ask for;
 * that is announced, and only then is its code loaded. With a password nothing is chosen: only ssh2 can send it. RB4012 where
 * both are asked for.
 */
export function createSshTransport(
  options: Pick<Ssh2Options, "password" | "askPassphrase" | "announce" | "deadlines" | "memory" | "hears"> = {},
): LinkTransport {
  const ssh2 = createSsh2Transport(options);
  const need = new OpensshNeed();
  let openssh: Promise<LinkTransport> | undefined;
  let there: Promise<boolean> | undefined;

  function byOpenssh(): Promise<LinkTransport> {
    openssh ??= import("./openssh-transport.ts").then(({ createOpensshTransport }) => createOpensshTransport(options));
    return openssh;
  }

  async function why(target: SshTarget): Promise<string | undefined> {
    if (options.password !== undefined) return undefined;
    const reason = await need.why(target);
    if (reason === undefined) return undefined;
    there ??= opensshIsThere(target.name);
    return (await there) ? reason : undefined;
  }

  async function transportOf(target: SshTarget): Promise<LinkTransport> {
    if (target.openssh === "never") return ssh2;
    if (target.openssh !== undefined && options.password !== undefined) throw noPassword(target);
    const because = target.openssh ? target.openssh.because : await why(target);
    if (because !== undefined) {
      options.announce?.(`${target.name}: the system's ssh logs in, because ${because}`);
    }
    return (target.openssh ?? because) === undefined ? ssh2 : byOpenssh();
  }

  return {
    openLink: async (target) => (await transportOf(target)).openLink(target),
    async connect(target: Target): Promise<Connection> {
      if (target.kind !== "ssh") throw new TypeError("ssh connects to ssh targets only");
      return (await transportOf(target)).connect(target);
    },
  };
}

async function opensshIsThere(host: string): Promise<boolean> {
  const { LocalLink } = await import("./local-link.ts");
  return programIsThere("ssh", new LocalLink(host, defaultDeadlines.close));
}

function noPassword({ name }: SshTarget) {
  return problem("RB4012", `${name}: the openssh connection cannot send the password of -k`, {
    hint: "use a key or an agent there, or ansible_connection: ssh2",
  });
}
