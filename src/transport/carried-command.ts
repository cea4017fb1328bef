/** Reads a command line of so many bytes from standard input and becomes it: a POSIX sh, started by any login shell. */
export const commandReader = `sh -c 'IFS= read -r n && eval "$(dd bs="$n" count=1 iflag=fullblock status=none)"'`;

/** A command line for `commandReader`, to be written before anything else. */
export function carried(command: string): Buffer {
  const text = Buffer.from(command);
  return Buffer.concat([Buffer.from(`${text.length}\n`), text]);
}
