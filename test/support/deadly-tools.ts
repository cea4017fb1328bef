import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const tools = "stat dd sha256sum ln mv cp rm mkdir chmod chown sync readlink perl".split(" ");

/**
 * Makes a folder of tools that count themselves in the file `counter`, which says `COUNT TURN VICTIM MOMENT`: the one whose turn
 * it is kills itself (victim "tool") or the shell ("shell"), "before" or "after" its work.
 */
export function deadlyTools(folder: string, counter: string): string {
  mkdirSync(folder);
  for (const tool of tools) {
    const real = execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
    const text = `#!/bin/sh
read -r n turn victim moment <'${counter}'
n=$((n + 1))
echo "$n $turn $victim $moment" >'${counter}'
[ "$victim" = shell ] && pid=$PPID || pid=$$
[ "$n $moment" = "$turn before" ] && kill -9 $pid && [ "$victim" = tool ] && exit
${real} "$@"
status=$?
[ "$n $moment" = "$turn after" ] && kill -9 $pid
exit $status
`;
    writeFileSync(join(folder, tool), text, { mode: 0o755 });
  }
  return folder;
}
