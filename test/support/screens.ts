/** A command of a `console` block, as typed after `$ `, and the screen under it. */
export interface Screen {
  readonly command: string;
  readonly output: string;
}

/** The commands of a `console` block. A command may go on in lines that begin with `> `. */
export function screensOf(block: string): readonly Screen[] {
  const parts = block.split(/^\$ /m).slice(1);
  return parts.map((part) => {
    const [first = "", ...rest] = part.split("\n");
    const end = rest.findIndex((line) => !line.startsWith("> "));
    const command = [first, ...rest.slice(0, end).map((line) => line.slice(2))].join("\n");
    return { command, output: rest.slice(end).join("\n").trimEnd() };
  });
}

/** A `console` block made of screens again. */
export function blockOf(screens: readonly Screen[]): string {
  return screens
    .map(({ command, output }) => `$ ${command.replaceAll("\n", "\n> ")}\n${output === "" ? "" : `${output}\n`}`)
    .join("\n");
}

/**
 * Whether a screen shows what happened, but for times, ids and the like. A line `...` stands for any lines. Lines of hosts,
 * which come in the order in which hosts are done, may stand in any order.
 */
export function sameScreen(shown: string, happened: string): boolean {
  const [one, other] = [shown, happened].map((text) => text.trimEnd().split("\n").map(steady));
  if (!one || !other) return false;
  const whole = !one.includes("...");
  const [seen, real] = [one.filter(isOfHost), other.filter(isOfHost)];
  const hostsFit = whole
    ? seen.toSorted().join("\n") === real.toSorted().join("\n")
    : seen.every((line) => real.includes(line));
  const rest = one.filter((line) => !isOfHost(line));
  return (
    hostsFit &&
    fits(
      rest,
      other.filter((line) => !isOfHost(line)),
    )
  );
}

/** The new screen, with lines of its log left out where the old one left them out. */
export function leftOutAlike(shown: string, happened: string): string {
  const known = shown.split("\n").map(steady);
  if (!known.includes("...")) return happened;
  const lines = happened.split("\n").map((line) => {
    const steadied = steady(line);
    return steadied.startsWith("TIME") && !known.includes(steadied) && !/ (plan|apply) of | finished in /.test(line)
      ? "..."
      : line;
  });
  return lines.filter((line, index) => line !== "..." || lines[index - 1] !== "...").join("\n");
}

function fits(shown: readonly string[], happened: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return happened.length === 0;
  if (first === "...") return happened.some((_, index) => fits(rest, happened.slice(index))) || fits(rest, []);
  return first === happened[0] && fits(rest, happened.slice(1));
}

function isOfHost(line: string): boolean {
  return /^TIME {2}\S+ +(ok|changed|skipped|failed|unknown|lost) /.test(line);
}

/** What differs from run to run becomes a word. */
function steady(line: string): string {
  return line
    .trimEnd()
    .replace(/\b\d{8}-\d{6}-[a-z0-9]{4}\b/g, "RUN")
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z\b/g, "TIME")
    .replace(/\b\d{4}-\d{2}-\d{2} UTC/g, "DATE UTC")
    .replace(/^\d{2}:\d{2}:\d{2}\b/, "TIME")
    .replace(/\b\d+(\.\d+)? m?s\b/g, "DURATION")
    .replace(/"(took|frames|bytesSent|bytesReceived)":\d+/g, '"$1":N')
    .replace(/\b(pid|process|ansible_port"?:|127\.0\.0\.1:) ?\d+/g, "$1 N")
    .replace(/^( +docs: )\S*\/docs\//, "$1docs/")
    .replace(/SHA256:[A-Za-z0-9+/]+/g, "SHA256:KEY")
    .replace(/backups\/[0-9a-f]{17}/g, "backups/TAG")
    .replace(/\b[0-9a-f]{32}\b/g, "CLIENT")
    .replace(/\b[0-9A-F]{24}@techacct/g, "ACCOUNT@techacct")
    .replace(/\b(triggers-io\.yaml):\d+:\d+/g, "$1:LINE");
}
