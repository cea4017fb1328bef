/**
 * True when a comma list of patterns names the host: `*` and `?` are wildcards, and a `!pattern` that fits excludes
 * whatever else fits (ssh_config(5), PATTERNS). `name` is in lower case unless case counts.
 */
export function namesMatch(list: string, name: string, { ignoreCase = true } = {}): boolean {
  let matched = false;
  for (const item of list.split(",")) {
    const negated = item.startsWith("!");
    const pattern = negated ? item.slice(1) : item;
    if (!wildcardMatch(ignoreCase ? pattern.toLowerCase() : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** True when one pattern names all of the text, case and all. In linear space and quadratic time at worst: only the last star is ever tried again. */
export function wildcardMatch(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    if (pattern[p] === "*") {
      star = p;
      p += 1;
      retry = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      p = star + 1;
      retry += 1;
      n = retry;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p += 1;
  return p === pattern.length;
}
