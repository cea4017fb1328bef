import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { leftAfter } from "../processes.mjs";
import { run, setHosts } from "../scene.mjs";

const hosts = Array.from({ length: 20 }, (_, index) => `h${index + 1}`);

/** Two to eight operators on the same 20 hosts, some of them killed: nobody works while another does, and nothing is lost. */
export const lock = {
  name: "lock",
  async round(bench, random) {
    const count = 2 + random.below(7);
    await bench.inScene({ hosts }, `${count} operators`, async (made) => {
      const all = Array.from({ length: count }, (_, index) => operator(made, `op${index}`));
      const plans = all.map((one) => ({
        one,
        killed: random.chance(0.25),
        patient: random.chance(0.5),
        at: random.between(0.3, 1.5) * bench.usual,
      }));
      const found = (await Promise.all(plans.map((plan) => work(bench, plan)))).flat();
      const left = await leftAfter(made, 10_000);
      for (const { command } of left) found.push(["I7", `a process is left: ${command}`]);
      const whole = plans.filter(({ killed }) => !killed).map(({ one }) => one.name);
      return [...found, ...hosts.flatMap((host) => [...serial(join(made.folder, host), all, whole)])];
    });
  },
};

/** An operator: a home and a state of their own, and a runbook that says when it comes and goes. */
function operator(made, name) {
  const one = { ...made, name, control: join(made.folder, name), outputs: made.outputs };
  mkdirSync(join(one.control, "home"), { recursive: true });
  setHosts(one);
  const log = `${made.folder}/{{ inventory_hostname }}/log`;
  const say = (word) =>
    `mkdir ${log}/in || echo ${name} >> ${log}/overlap; echo ${name} ${word} >> ${log}/order; sleep 0.05; rmdir ${log}/in`;
  const tasks = [
    { name: "come", shell: say("in") },
    { name: "line", lineinfile: { path: `${made.folder}/{{ inventory_hostname }}/srv/app.conf`, line: `of ${name}` } },
    { name: "go", shell: say("out") },
  ];
  writeFileSync(join(one.control, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
  return one;
}

/** Until it is done; refusals must say by whom. */
async function work(bench, { one, killed, patient, at }) {
  const found = [];
  const words = patient ? ["--lock-timeout", "60"] : [];
  let end = await run(one, ["apply", "site.yaml", "-y", ...words], killed ? { killAfter: at } : {});
  for (let turn = 0; end.exitCode !== 0; turn++) {
    const refused = /RB7301/.test(end.stdout);
    if (refused) {
      bench.count("refusals");
      if (!/the run [0-9a-z-]+ of|nobody says who/.test(end.stdout))
        found.push(["lock", `the refusal names nobody: ${end.stdout.slice(-300)}`]);
    } else if (end.wasCut) bench.count("kills");
    else found.push(["lock", `exit code ${end.exitCode}: ${end.stderr}${end.stdout.slice(-600)}`]);
    if (turn === 60 || found.length > 0) return [...found, ["lock", `${one.name} never got its turn`]];
    await wait(100);
    end = await run(one, ["resume", "last", "-y"]);
    if (end.stderr.includes("RB7002")) end = await run(one, ["apply", "site.yaml", "-y", ...words]);
  }
  bench.count("operators");
  return found;
}

function* serial(folder, all, whole) {
  if (existsSync(join(folder, "log/overlap")))
    yield ["lock", `two worked at the same time: ${readFileSync(join(folder, "log/overlap"), "utf8")}`];
  const order = readFileSync(join(folder, "log/order"), "utf8").trim().split("\n");
  for (const { name } of all) {
    const own = order.flatMap((line, index) => (line.startsWith(`${name} `) ? [index] : []));
    if (own.length !== 2) yield ["I4", `${name} came and went ${own.length} times: ${order}`];
    else if (whole.includes(name) && own[1] !== own[0] + 1)
      yield ["lock", `somebody came between ${name}'s coming and going: ${order}`];
  }
  const text = readFileSync(join(folder, "srv/app.conf"), "utf8");
  for (const { name } of all)
    if (!text.includes(`of ${name}\n`)) yield ["lock", `the line of ${name} is lost: ${text}`];
}
