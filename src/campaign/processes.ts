/** A line of `nlserver pdump`. */
export interface Process {
  /** The module: "pipelined", "web", "watchdog". */
  readonly name: string;
  /** The instance; `undefined` for the watchdog, which serves all. */
  readonly instance?: string;
  readonly pid: number;
}

const task = /^([^\s@]{1,100})(?:@(\S{1,200}))? \((\d{1,10})\) - [\d.,]{1,20} M[Bbo]$/;

/**
 * What runs, from the text of `nlserver pdump`: the banner is passed over, "no task" gives none, and reading stops at the
 * sections that `-who` adds.
 */
export function parseProcesses(text: string): readonly Process[] {
  const processes: Process[] = [];
  for (const line of text.split("\n")) {
    if (/^Connection.*---/.test(line)) break;
    const found = task.exec(line.trim());
    if (!found) continue;
    const [, name = "", instance, pid] = found;
    processes.push({ name, ...(instance !== undefined && { instance }), pid: Number(pid) });
  }
  return processes;
}

/** The process of a module of an instance, if it runs. */
export function processOf(processes: readonly Process[], name: string, instance: string): Process | undefined {
  return processes.find((one) => one.name === name && one.instance === instance);
}
