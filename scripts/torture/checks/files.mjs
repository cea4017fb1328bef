import { join } from "node:path";
import { pathsOf } from "../runbook.mjs";
import { isOneOf, lookAt, namesBelow, shown } from "./tree.mjs";

/** I1, old or new: each path of a host is as one of its states says, at any moment. */
export function* oldOrNew({ hosts }, now) {
  for (const host of hosts) {
    for (const [path, states] of Object.entries(pathsOf(host))) {
      const state = now[host][path];
      if (!isOneOf(state, states)) yield ["I1", `${host}/${path} is ${shown(state)}`];
    }
  }
}

/** The end: each path is as its last state says (`which` -1), or as its first (0); `only`: paths that it matters for. */
export function* allAre({ hosts }, now, { which = -1, only = () => true, except = [] } = {}) {
  for (const host of hosts) {
    if (except.includes(host)) continue;
    for (const [path, states] of Object.entries(pathsOf(host))) {
      const wanted = states.at(which);
      if (only(path) && !isOneOf(now[host][path], [wanted]))
        yield ["end", `${host}/${path} is ${shown(now[host][path])} and not ${shown(wanted)}`];
    }
  }
}

/** Nothing is there that nobody asked for. `whileRunning`: a careful write's files count as asked for. */
export function* onlyOurs({ folder, hosts }, { whileRunning = false } = {}) {
  for (const host of hosts) {
    const known = new Set(["home", "srv", "log", ...Object.keys(pathsOf(host))]);
    for (const name of namesBelow(join(folder, host))) {
      const isTemporary = /(^|\/)\.rb\.[0-9a-z-]+\.\d+\.[tblm]$/.test(name);
      if (known.has(name) || name === "home/.runbook" || name.startsWith("home/.runbook/")) continue;
      if (isTemporary && whileRunning) continue;
      yield [isTemporary ? "I7" : "I9", `${host}/${name} is left there`];
    }
    const srv = lookAt(join(folder, host, "srv"));
    if (srv?.mode !== 0o755) yield ["I9", `${host}/srv has the mode ${srv?.mode.toString(8)}`];
  }
}
