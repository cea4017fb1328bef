import { type Value, type ValueMap, valueMap } from "../../expression/value.ts";
import { distributionFacts } from "./distribution-facts.ts";
import { type Subset, subsets } from "./subsets.ts";

/** The facts of some subsets from what the probe printed; `null` where the host could not tell. */
export function readFacts(chosen: readonly Subset[], printed: string): ValueMap {
  const said = new Map<string, string[]>();
  for (const entry of printed.split("\0").slice(0, -1)) {
    const [name = "", ...rest] = entry.split("=");
    said.set(name, [...(said.get(name) ?? []), rest.join("=")]);
  }
  const found: Readonly<Record<string, Value>> = {
    ...plainFacts(said),
    ...distributionFacts(said.get("os-release")?.[0]),
  };
  return valueMap(chosen.flatMap((subset) => subsets[subset].map((fact) => [fact, found[fact] ?? null] as const)));
}

function plainFacts(said: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, Value>> {
  const text = (name: string) => said.get(name)?.[0] || null;
  const memory = (name: string) =>
    megabytes(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text("meminfo") ?? "")?.[1]);
  const python = text("python");
  return {
    system: text("system"),
    kernel: text("kernel"),
    architecture: text("architecture"),
    hostname: text("nodename")?.split(".")[0] ?? null,
    nodename: text("nodename"),
    processor_nproc: wholeNumber(text("processors")),
    memtotal_mb: memory("MemTotal"),
    swaptotal_mb: memory("SwapTotal"),
    user_id: text("user_id"),
    user_uid: wholeNumber(text("user_uid")),
    user_gid: wholeNumber(text("user_gid")),
    user_dir: text("user_dir"),
    user_shell: text("user_shell"),
    pkg_mgr: packageManager(text("pkg_mgr")),
    python: python === null ? null : valueMap([["executable", python]]),
    python_version: /^Python (\S+)$/m.exec(text("python_version") ?? "")?.[1] ?? null,
    shells: said.get("shell") ?? [],
    tools: said.get("tool") ?? [],
  };
}

/** As Ansible calls it, which for apt-get is apt. */
function packageManager(program: string | null): string | null {
  return program === "apt-get" ? "apt" : program;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

function megabytes(kilobytes: string | undefined): number | null {
  const number = wholeNumber(kilobytes ?? null);
  return number === null ? null : Math.floor(number / 1024);
}
