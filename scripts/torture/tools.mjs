// Tools of a host that count their calls and, when their turn comes, die, kill their shell, or meet an error at a system call.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const names = "stat dd sha256sum ln mv cp rm mkdir chmod chown sync readlink setsid flock perl".split(" ");
const fields = ["tool", "before"];

/** A folder of such tools, in front of a host's PATH; `plan` says whose turn comes when. */
export function trickyTools(folder) {
  const path = join(folder, "tools");
  const counter = join(folder, "counter");
  if (!existsSync(path)) {
    mkdirSync(path);
    for (const name of names) writeFileSync(join(path, name), script(name, counter), { mode: 0o755 });
  }
  const plan = ({ turn = 0, victim = fields[0], moment = fields[1], inject = "-" } = {}) =>
    writeFileSync(counter, `0 ${turn} ${victim} ${moment} ${inject}\n`);
  plan();
  return { path, plan, count: () => Number.parseInt(readFileSync(counter, "utf8"), 10) };
}

/** What setsid runs is the runbook's own command: it ends as it ends, and only the shell around it is a victim. */
function script(name, counter) {
  const real = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  const own = name === "setsid" ? "own" : "";
  return `#!/bin/sh
read -r n turn victim moment inject <'${counter}'
n=$((n + 1))
echo "$n $turn $victim $moment $inject" >'${counter}'
[ "$n" = "$turn" ] || exec ${real} "$@"
[ "${own}$victim" != owntool ] || exec ${real} "$@"
[ "${own}$victim" != owntrace ] || exec ${real} "$@"
[ "$victim" != trace ] || exec strace -f -qq -o /dev/null -e "inject=$inject" ${real} "$@"
[ "$victim" = shell ] && pid=$PPID || pid=$$
[ "$moment" = after ] || { kill -9 $pid; [ "$victim" = shell ] || exit; }
${real} "$@"
status=$?
[ "$moment" = before ] || kill -9 $pid
exit $status
`;
}
