/** Ways to compare versions by name: below, equal or above zero; `undefined` where one does not have the form. */
export const versionTypes: ReadonlyMap<string, (left: string, right: string) => number | undefined> = new Map([
  ["loose", compareVersions],
  ["strict", compareStrict],
  ["semver", compareSemantic],
  ["semantic", compareSemantic],
]);

/**
 * Below, equal or above zero as versions are ordered: runs of digits count as numbers, other runs as text, dots separate.
 * `undefined` where a number meets a text, since then nothing can be said.
 */
export function compareVersions(left: string, right: string): number | undefined {
  const ours = componentsOf(left);
  const theirs = componentsOf(right);
  for (let index = 0; index < ours.length; index++) {
    const [one, other] = [ours[index], theirs[index]];
    if (one === other || one === undefined) continue;
    if (other === undefined) return 1;
    if (typeof one !== typeof other) return undefined;
    return one < other ? -1 : 1;
  }
  return ours.length - theirs.length;
}

type Components = readonly (bigint | string)[];

const mostKept = 256;
const kept = new Map<string, Components>();

/** What a version is made of. The last ones are kept: a condition has the same version for all hosts. */
function componentsOf(version: string): Components {
  const known = kept.get(version);
  if (known) return known;
  if (kept.size >= mostKept) kept.clear();
  const made = splitVersion(version);
  kept.set(version, made);
  return made;
}

function splitVersion(version: string): Components {
  const parts = version.trim().match(/\d+|[a-z]+|[^\da-z.]+/g) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? BigInt(part) : part));
}

/** `1.2` or `1.2.3`, with `a1` or `b2` behind it for what came before; the third number is 0 when it is left out. */
function compareStrict(left: string, right: string): number | undefined {
  const form = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/;
  const [ours, theirs] = [form.exec(left), form.exec(right)];
  if (!ours || !theirs) return undefined;
  const key = ([, major = "", minor = "", patch = "0", stage = "c", number = "0"]: RegExpExecArray) =>
    [...[major, minor, patch].map(BigInt), stage, BigInt(number)] as const;
  return compareParts(key(ours), key(theirs));
}

/** Semantic Versioning 2.0.0, section 11; what follows `+` does not count. */
function compareSemantic(left: string, right: string): number | undefined {
  const form =
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
  const [ours, theirs] = [form.exec(left), form.exec(right)];
  if (!ours || !theirs) return undefined;
  const numbers = (match: RegExpExecArray) => match.slice(1, 4).map(BigInt);
  const order = compareParts(numbers(ours), numbers(theirs));
  if (order !== 0) return order;
  const [before, after] = [ours[4], theirs[4]];
  if (before === undefined || after === undefined) return Number(before === undefined) - Number(after === undefined);
  const stages = (text: string) => text.split(".").map((part) => (/^\d+$/.test(part) ? BigInt(part) : part));
  return compareParts(stages(before), stages(after));
}

/** Part by part; a number comes before a text, what ends first comes first. */
function compareParts(ours: readonly (bigint | string)[], theirs: readonly (bigint | string)[]): number {
  for (const [index, one] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    if (one === other) continue;
    if (typeof one !== typeof other) return typeof one === "bigint" ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return ours.length - theirs.length;
}
