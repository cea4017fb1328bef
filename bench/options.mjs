import { parseArgs } from "node:util";

export const usage = `usage: npm run bench -- [WHAT] [OPTIONS]
what:     (nothing)            the Campaign job on real sshd hosts, a table for each number of hosts
          --latency 25,50,100  the same job over links with these round-trip times, in milliseconds
          --files              20 independent file tasks on one host, without latency and with 50 ms
          --practice 1000      so many practice hosts: memory, stalls, and 5 % of them dead
          --start              start-up, validation, one host
          --inventory          10,000 hosts from each kind of inventory
          --expressions        conditions, 100,000 times each
          --all                everything, and the targets; about 45 minutes
options:  --hosts 1,10,50,200  how many hosts (default with --latency: 1,10)
          --rounds 3           how often; figures are medians
          --only NAME,...      contestants: floor, ours, xargs, clush, ansible, mitogen
          --no-ansible         without ansible and mitogen, which take most of the time
          --program FILE       another build of this project: its dist/main.js
          --port 2290          the hosts' port; the next one is used, too`;

/** What was asked for; `undefined` where it cannot be understood. */
export function readOptions(args) {
  const values = parsed(args);
  if (values === undefined) return undefined;
  const numbers = (text) => text.split(",").map(Number);
  const everything = values.all;
  const latencies = values.latency ?? (everything ? "25,50,100" : undefined);
  const practice = values.practice ?? (everything ? "1000" : undefined);
  const options = {
    latency: latencies && {
      milliseconds: numbers(latencies),
      sizes: numbers(everything ? "1,10" : (values.hosts ?? "1,10")),
    },
    files: values.files || everything,
    practice: practice && Number(practice),
    start: values.start || everything,
    inventory: values.inventory || everything,
    expressions: values.expressions || everything,
    targets: everything,
    rounds: Number(values.rounds),
    port: Number(values.port),
    program: values.program,
    only: values.only?.split(","),
    ansible: !values["no-ansible"],
  };
  const partial =
    options.latency ?? (options.files || options.practice || options.start || options.inventory || options.expressions);
  options.sizes = everything || !partial ? numbers(values.hosts ?? "1,10,50,200") : [];
  const counts = [...options.sizes, ...(options.latency?.sizes ?? []), options.rounds, options.port];
  counts.push(...(options.latency?.milliseconds ?? []), options.practice ?? 1);
  return counts.every((number) => Number.isInteger(number) && number >= 1) ? options : undefined;
}

function parsed(args) {
  const text = { type: "string" };
  const flag = { type: "boolean", default: false };
  const options = { latency: text, practice: text, hosts: text, only: text, program: text };
  Object.assign(options, {
    files: flag,
    start: flag,
    inventory: flag,
    expressions: flag,
    all: flag,
    "no-ansible": flag,
  });
  Object.assign(options, { rounds: { ...text, default: "3" }, port: { ...text, default: "2290" } });
  try {
    return parseArgs({ args, options }).values;
  } catch {
    return undefined;
  }
}
