// The design's numbers beside the measured ones.
import { median, ratios } from "./figures.mjs";
import { markdownTable } from "./markdown.mjs";

// pyinfra 3.0b0, which Debian lacks: its wall time over the floor's, 10 hosts, first run, measured on another machine.
const pyinfra = 2.0 / 0.7;

/** A table of all targets that the results say something about. */
export function targets({ start, inventory, expressions, fleet, files, practice }) {
  const rows = [
    ...ofFleet(fleet),
    ...ofFiles(files),
    ...ofPractice(practice),
    ...ofStart(start),
    ["10,000 hosts, INI: wall ms", 1500, inventory?.ini],
    ["10,000 hosts, JSON: wall ms", 1500, inventory?.json],
    ["10,000 hosts, YAML: CPU x bare parse", 1.5, inventory?.yaml],
    ["100,000 times a plain condition: ms", 100, expressions?.plain],
    ["100,000 times the dearest condition: ms", 100, expressions?.worst],
  ];
  const shown = rows.filter(([, , measured]) => Number.isFinite(measured));
  const cells = shown.map(([what, most, measured]) => [
    what,
    String(most),
    number(measured),
    measured <= most ? "met" : "missed",
  ]);
  return `\n## Targets\n\n${markdownTable(["", "at most", "measured", ""], cells)}`;
}

function ofFleet(fleet) {
  const at =
    (count) =>
    (key, run, other, otherRun = run) =>
      compare(fleet?.get(count), { key, run, other, otherRun });
  const [large, small] = [at(200), at(10)];
  const memory = median((fleet?.get(200)?.get("runbook, first")?.rounds ?? []).map(({ memory }) => memory));
  const plans = [...(fleet?.keys() ?? [])].flatMap((count) => {
    const hosts = `${count} ${count === 1 ? "host" : "hosts"}`;
    const beside = (key) => at(count)(key, "plan", "runbook", "second");
    return [
      [`${hosts}, plan: wall x second run`, 1, beside("wall")],
      [`${hosts}, plan: client CPU x second run`, 1, beside("cpu")],
    ];
  });
  return [
    ["200 hosts, first run: wall x floor", 1.25, large("wall", "first", "bare ssh2, one exec")],
    ["200 hosts, first run: client CPU x floor", 2, large("cpu", "first", "bare ssh2, one exec")],
    ["200 hosts, first run: hosts' CPU x floor", 1.25, large("hosts", "first", "bare ssh2, one exec")],
    ["200 hosts, first run: client MB", 150, memory],
    ["10 hosts, first run: wall x Ansible", 0.1, small("wall", "first", "Ansible, tuned")],
    ["10 hosts, first run: wall x pyinfra", 0.5, small("wall", "first", "bare ssh2, one exec") / pyinfra],
    ...plans,
  ];
}

function compare(results, { key, run, other, otherRun }) {
  const figures = (name) => results?.get(name)?.rounds.map((round) => round[key]);
  return median(ratios(figures(`runbook, ${run}`) ?? [], figures(`${other}, ${otherRun}`)));
}

function ofFiles(files) {
  const after = "20 file tasks, 50 ms: round trips after the command";
  return [
    [`${after}, first run`, 4, files?.get("runbook, first")],
    [`${after}, second run`, 4, files?.get("runbook, second")],
  ];
}

function ofPractice(practice) {
  if (practice === undefined) return [];
  const rounds = [...practice.values()];
  const worst = (key) => Math.max(...rounds.map((one) => median(one.map((round) => round[key]))));
  const [alive, loud, silent] = rounds.map((one) => one.map(({ wall }) => wall));
  return [
    ["practice hosts: client MB", 512, worst("memory")],
    ["practice hosts: longest stall, ms", 300, worst("stall")],
    ["practice hosts, 5 % dead, none silent: wall x all alive", 1.1, median(ratios(loud, alive))],
    ["practice hosts, 5 % dead, some silent: wall x all alive", 1.1, median(ratios(silent, alive))],
  ];
}

function ofStart(start) {
  return [
    ["--version: CPU ms over bare node", 100, start?.version],
    ["validate 1,000 tasks: wall ms", 500, start?.validate],
    ["apply on one host: CPU ms over the floor", 300, start?.apply],
  ];
}

function number(value) {
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}
