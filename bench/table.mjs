/** What every contestant needed for `count` hosts, as text; ratios are to the floor's run of the same kind. */
export function table(count, results) {
  const medians = new Map([...results].map(([name, rounds]) => [name, medianOf(rounds)]));
  const rows = [...medians].map(([name, one]) => row(name, one, floorFor(medians, one.run), count));
  const head = ["", "wall s", "x floor", "CPU ms/host", "x floor", "hosts' CPU s", "x floor", "MB"];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((cells) => cells[column].length)));
  const line = (cells) => cells.map((cell, column) => pad(cell, widths[column], column)).join("  ");
  return [`${count} ${count === 1 ? "host" : "hosts"}`, line(head), ...rows.map(line)].join("\n");
}

/** A plan changes nothing, and so does a second run: these are compared. */
function floorFor(medians, run) {
  const [first, second] = medians.values();
  return run === "first" ? first : second;
}

function row(name, one, floor, count) {
  return [
    name,
    (one.wall / 1000).toFixed(2),
    ratio(one.wall, floor.wall),
    (one.cpu / count).toFixed(0),
    ratio(one.cpu, floor.cpu),
    one.hosts === undefined ? "-" : (one.hosts / 1000).toFixed(2),
    ratio(one.hosts, floor.hosts),
    one.memory.toFixed(0),
  ];
}

function ratio(number, floor) {
  return number === undefined || !floor ? "-" : (number / floor).toFixed(2);
}

function pad(cell, width, column) {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function medianOf(rounds) {
  const median = (key) => {
    const numbers = rounds.map((round) => round[key]).sort((a, b) => a - b);
    return numbers[Math.floor((numbers.length - 1) / 2)];
  };
  return {
    run: rounds[0].run,
    wall: median("wall"),
    cpu: median("cpu"),
    hosts: median("hosts"),
    memory: median("memory"),
  };
}
