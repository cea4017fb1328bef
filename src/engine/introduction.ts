import { hostTools } from "../changes/host-library.ts";
import { quote } from "../changes/quote.ts";
import type { ShellMark } from "../events/event.ts";
import type { LoginUser } from "../modules/contract/host-view.ts";
import { problem } from "../problems/problem.ts";
import type { Part, PartReply } from "./batch.ts";
import { shellMark } from "./shell-mark.ts";

/** What a host says of itself and of a shell. */
export interface Introduction {
  readonly user: LoginUser;
  /** Every mount point, as the kernel names it. */
  readonly mounts: ReadonlySet<string>;
  /** Which process the shell is; `undefined` where the host does not say. */
  readonly mark: ShellMark | undefined;
}

/** The first question to every shell; `name` is who must be logged in, where that is certain. */
export function hello(name: string | undefined): Part {
  return {
    script: `rb_hello ${[name ?? "", ...hostTools].map(quote).join(" ")}`,
    stops: false,
    deadline: 30_000,
    cap: 1024 * 1024,
  };
}

/** Reads the answer to `hello`. RB4011 when the host lacks tools, RB4008 when it makes no sense. */
export function introduction(host: string, reply: PartReply | undefined): Introduction {
  const said = Buffer.from(reply?.stdout ?? []).toString("utf8");
  const [home = "", identity = "", missing = "", mounts = "", mark = ""] = said.split("\0");
  if (missing.trim() !== "") {
    throw problem("RB4011", `${host} lacks ${missing.trim().split(" ").join(", ")}`, {
      hint: "The engine needs coreutils and util-linux, or busybox with these applets; install them. Nothing was changed.",
    });
  }
  const user = identityOf(identity);
  if (user === undefined || !home.startsWith("/")) {
    throw problem("RB4008", `${host} gave no sensible answer to the first question`, {
      hint: "Is HOME set for the user, and is /bin/sh a POSIX shell?",
    });
  }
  return { user: { ...user, home }, mounts: mountPoints(mounts), mark: shellMark(mark) };
}

/** What id(1) prints: `uid=1000(anna) gid=100(users) groups=...`; names are left out where there are none. */
function identityOf(text: string): Omit<LoginUser, "home"> | undefined {
  const [, uid, name = uid, gid] = /^uid=(\d+)(?:\(([^)]*)\))? gid=(\d+)/.exec(text) ?? [];
  return uid === undefined || name === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}

/** Field 5 of each line of mountinfo; blanks and backslashes are octal escapes there (proc(5)). */
function mountPoints(text: string): ReadonlySet<string> {
  const points = text.split("\n").flatMap((line) => line.split(" ")[4] ?? []);
  return new Set(
    points.map((point) =>
      point.replaceAll(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))),
    ),
  );
}
