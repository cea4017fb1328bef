import type { OpensshChoice, Target } from "./connection.ts";
import type { SshOption } from "./ssh-arguments.ts";
import { isOnlyForOpenssh } from "./ssh-options.ts";

type Choice = Extract<Target, { kind: "ssh" }>["openssh"];

/** What `ansible_connection` and the options given for a host say of the system's ssh; `undefined`: nothing. */
export function opensshChoice(connection: string, given: readonly SshOption[]): Choice {
  if (connection === "ssh2") return "never";
  const kerberos = given.find(({ keyword }) => keyword === "gssapiauthentication");
  const wanted = kerberos !== undefined && kerberos.value.toLowerCase() === "yes";
  if (connection !== "openssh" && !wanted) return undefined;
  const options = given.filter(isOnlyForOpenssh).map(({ keyword, value }) => `${keyword}=${value}`);
  return { options, ...(connection !== "openssh" && { because: "GSSAPIAuthentication is asked for" }) };
}

/** Of the options given for a host those that are not left to the system's ssh. */
export function forUs(given: readonly SshOption[], choice: OpensshChoice | "never" | undefined): readonly SshOption[] {
  return typeof choice === "object" ? given.filter((option) => !isOnlyForOpenssh(option)) : given;
}
