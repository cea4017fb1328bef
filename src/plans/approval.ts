import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { problem } from "../problems/problem.ts";

/** What is signed: the bytes of a plan file, and where it is. */
export interface Signed {
  readonly text: string;
  readonly path: string;
  /** As given on the command line. */
  readonly name: string;
}

/** The namespace of signatures (ssh-keygen(1), -Y): what was signed for something else is no approval. */
const namespace = "runbook";

/** Signs a plan; the signature comes to stand beside it, as `.sig`. RB7106 when ssh-keygen does not sign. */
export async function signPlan({ path, text, name }: Signed, keyFile: string): Promise<string> {
  const { status, said, output } = await keygen(["-Y", "sign", "-n", namespace, "-f", keyFile], text, true);
  if (status === 0 && output.includes("BEGIN SSH SIGNATURE")) return output;
  throw problem("RB7106", `${name} could not be signed with ${keyFile}${reason(said)}`, {
    hint: `Is it an SSH key of yours, and is ${path} where you may write?`,
  });
}

/** Who approved a plan, of those in a file of allowed signers (ssh-keygen(1)). RB7106 when nobody did. */
export async function assertApproved({ text, path, name }: Signed, allowed: string): Promise<string> {
  const signature = `${path}.sig`;
  if (!existsSync(signature)) {
    throw problem("RB7106", `${name} is not approved: there is no ${name}.sig`, {
      hint: `Sign it: runbook approve ${name}`,
    });
  }
  const found = await keygen(["-Y", "find-principals", "-s", signature, "-f", allowed], "");
  const principal = found.output.split("\n")[0]?.split(",")[0] ?? "";
  if (found.status !== 0 || principal === "") {
    throw problem("RB7106", `${name} is signed, but by nobody whom ${allowed} names`, {
      hint: `Each line of ${allowed} is a name and a public key.`,
    });
  }
  const checked = await keygen(
    ["-Y", "verify", "-n", namespace, "-f", allowed, "-I", principal, "-s", signature],
    text,
  );
  if (checked.status === 0) return principal;
  throw problem("RB7106", `the signature ${name}.sig is not one of this plan${reason(checked.said)}`, {
    hint: `The plan was made anew, or changed, after ${principal} signed it. Look at it and sign it again.`,
  });
}

function reason(said: string): string {
  const last = said.trim().split("\n").at(-1) ?? "";
  return last === "" ? "" : `: ${last}`;
}

interface Said {
  readonly status: number | null;
  readonly output: string;
  readonly said: string;
}

/** `asks`: it may ask for a passphrase, which it does on the terminal. RB7106 when there is no ssh-keygen. */
function keygen(args: readonly string[], input: string, asks = false): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn("ssh-keygen", [...args], { stdio: ["pipe", "pipe", "pipe"], detached: !asks });
    const text = { output: "", said: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.output += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.said += chunk;
    });
    child.once("error", (cause) => {
      reject(
        problem("RB7106", "approvals need ssh-keygen, and it cannot be started", { cause, hint: "Install OpenSSH." }),
      );
    });
    child.once("close", (status) => resolve({ status, ...text }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
