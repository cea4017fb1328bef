import type { FileStat } from "../changes/file-state.ts";
import { traceLibrary } from "../changes/host-library.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { problem } from "../problems/problem.ts";
import type { Deed } from "./deed.ts";

/** What became of a command: its status, or that it never began or is undone; `undefined`: nobody can tell. */
export type CommandEnd = Ended | { readonly began: false } | undefined;

interface Ended {
  readonly began: true;
  readonly exitStatus: number;
  /** When, by the host's clock (as `FileStat.modified`), where the run was not told of it. */
  readonly at?: string;
}

/** Asks hosts, each about a command once: what the run left there tells it, or the shell that was at work is gone. */
export class CommandEnds {
  readonly #tagOn: (host: string) => string;
  readonly #known = new Map<Deed, CommandEnd>();
  readonly #changes = new Map<string, string>();

  /** `tagOn`: under which name the run keeps things on a host. */
  constructor(tagOn: (host: string) => string) {
    this.#tagOn = tagOn;
  }

  /** Only looks. Waits some seconds for a command that is at work, or its dead-man switch; RB7204 when it still is. */
  async of(deed: Deed, host: HostView): Promise<CommandEnd> {
    if (deed.certain) return { began: true, exitStatus: deed.exitStatus ?? 0 };
    if (!this.#known.has(deed)) this.#known.set(deed, await this.#asked(deed, host));
    return this.#known.get(deed);
  }

  /** When the file that is seen at a path got there or was last touched in any way, which unlike its own time nobody sets back. */
  async changedAt(path: string, { inode, modified, size }: FileStat, host: HostView): Promise<string> {
    const key = JSON.stringify([host.name, path, inode, modified, size]);
    const known = this.#changes.get(key);
    if (known !== undefined) return known;
    const { stdout } = await host.probe('stat -c %.9Z -- "$1"', { args: [path] });
    this.#changes.set(key, stdout.trim());
    return stdout.trim();
  }

  async #asked({ change, shell }: Deed, host: HostView): Promise<CommandEnd> {
    const { boot = "", pid = "", started = "" } = shell ?? {};
    const args = [this.#tagOn(host.name), change.number, boot, pid, started, change.deadManSwitch ?? ""].map(String);
    const { stdout } = await host.probe(`${traceLibrary()}\n${look}`, { args });
    const [word, detail = "", at = ""] = stdout.trim().split(" ");
    if (word === "ended" && /^\d{1,3}$/.test(detail)) return { began: true, exitStatus: Number(detail), at };
    if (word === "unbegun" || word === "undone") return { began: false };
    if (word === "armed") throw undecided(change);
    if (word !== "running") return undefined;
    throw problem(
      "RB7204",
      `${change.command ?? "a command"} is still at work, process ${detail.replaceAll(/\D/g, "")}`,
      {
        hint: "Wait for it, or end it, then roll back again.",
      },
    );
  }
}

function undecided({ command = "a command" }: Deed["change"]) {
  return problem("RB7204", `the dead-man switch of ${command} has not decided yet`, {
    hint: "Wait for it, or resume the run: then it undoes at once.",
  });
}

/**
 * Arguments: tag, number, of the shell the boot, pid and start, and the number of the dead-man switch. Prints: ended STATUS TIME,
 * unbegun, undone, running PID, armed, or unknown.
 */
const look = `
rb_i=$HOME/.runbook/run/$1/$2 rb_b= rb_pid= rb_sw=$HOME/.runbook/switch/$1.$6
rb_open() { [ -n "$6" ] && [ -d "$rb_sw" ] && [ ! -e "$rb_sw/confirmed" ]; }
rb_switched() {
  rb_c=
  { read -r rb_c <"$rb_sw/ended"; } 2>/dev/null
  case $rb_c in 0.) echo undone; exit ;; *.) echo unknown; exit ;; esac
}
{ read -r rb_b </proc/sys/kernel/random/boot_id; } 2>/dev/null
if rb_open "$@"; then rb_switched; fi
[ -z "$3" ] || [ "$3" = "$rb_b" ] || { echo unknown; exit; }
rb_ended() {
  rb_c=
  { read -r rb_c <"$rb_i.r"; } 2>/dev/null
  case $rb_c in *.) echo "ended \${rb_c%.} $(stat -c %.9Y -- "$rb_i.r")"; exit ;; esac
}
rb_tenths=0
while [ $rb_tenths -lt 80 ]; do
  if rb_open "$@"; then
    rb_process "$rb_sw/pid"
    rb_lives "$rb_pid" "$rb_start" || { rb_switched; rb_open "$@" && { echo unknown; exit; }; }
    rb_nap
    continue
  fi
  rb_ended
  if [ -s "$rb_i.w" ]; then
    rb_process "$rb_i.w"
    rb_lives "$rb_pid" "$rb_start" || {
      rb_ended
      rb_process "$rb_i.p"
      [ -n "$rb_pid" ] && rb_lives "$rb_pid" "$rb_start" || { echo unknown; exit; }
    }
  elif [ -z "$4" ]; then
    echo unknown; exit
  else
    rb_pid=$4 rb_below=
    rb_lives "$4" "$5" || {
      [ -e "/proc/$4" ] || rb_scan "$4"
      [ -n "$rb_below" ] || [ -s "$rb_i.w" ] || { echo unbegun; exit; }
    }
  fi
  rb_nap
done
if rb_open "$@"; then echo armed; else echo "running $rb_pid"; fi`;
