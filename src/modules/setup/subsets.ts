/** What can be looked for, one probe each, and the facts that come of it; all names but `os_release` and those of `tools` are Ansible's. */
export const subsets = {
  platform: ["system", "kernel", "architecture", "hostname", "nodename"],
  distribution: ["distribution", "distribution_version", "distribution_release", "os_family", "os_release"],
  hardware: ["processor_nproc", "memtotal_mb", "swaptotal_mb"],
  user: ["user_id", "user_uid", "user_gid", "user_dir", "user_shell"],
  pkg_mgr: ["pkg_mgr"],
  python: ["python", "python_version"],
  tools: ["shells", "tools"],
} as const;

/** The name of a subset. */
export type Subset = keyof typeof subsets;

/** All subsets, in the order in which facts are shown. */
export const allSubsets: readonly Subset[] = [
  "platform",
  "distribution",
  "hardware",
  "user",
  "pkg_mgr",
  "python",
  "tools",
];

/** The words that `gather_subset` takes. */
export const subsetWords: readonly string[] = ["all", "min", ...allSubsets, ...allSubsets.map((name) => `!${name}`)];

/** What `min` stands for. */
export const smallest: readonly Subset[] = ["platform", "distribution", "user", "pkg_mgr", "python"];

/** The subsets that words name: those named, or all where nothing but `!name` stands; without those that `!` takes away. */
export function chosenSubsets(words: readonly string[]): readonly Subset[] {
  const named = words.filter((word) => !word.startsWith("!"));
  const taken = named.length === 0 || named.includes("all") ? allSubsets : [];
  const wanted = new Set<string>([...taken, ...(named.includes("min") ? smallest : []), ...named]);
  return allSubsets.filter((name) => wanted.has(name) && !words.includes(`!${name}`));
}

/** The subset that a fact belongs to, by its name without `ansible_`; `undefined` where it is no fact. */
export function subsetOf(fact: string): Subset | undefined {
  return allSubsets.find((name) => subsets[name].some((one) => one === fact));
}

/** The subsets that a play's own gathering looks for: those of facts that it mentions, as far as its `gather_subset` has them, and those that it names. */
export function subsetsToGather(words: readonly string[], mentioned: ReadonlySet<Subset>): readonly Subset[] {
  const named = words.filter((word) => !word.startsWith("!") && word !== "all");
  const left = words.filter((word) => word.startsWith("!") && word !== "!all" && word !== "!min");
  const isBounded = !words.includes("all") && (named.length > 0 || words.includes("!all"));
  const within = isBounded ? [...named, words.includes("!min") ? "" : "min"] : ["all"];
  const bounds = chosenSubsets([...within, ...left]);
  const always = named.length > 0 ? chosenSubsets([...named, ...left]) : [];
  return allSubsets.filter((name) => always.includes(name) || (bounds.includes(name) && mentioned.has(name)));
}

/** Whether a fact is asked for: it matches one of the patterns (`*`, `?`), with or without `ansible_` in front. */
export function isWanted(fact: string, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matcher(pattern).test(fact));
}

function matcher(pattern: string): RegExp {
  const text = pattern.replace(/^ansible_/, "").replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`, "u");
}
