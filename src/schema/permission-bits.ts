const permissions: ReadonlyMap<string, number> = new Map([
  ["r", 4],
  ["w", 2],
  ["x", 1],
]);
const shifts: ReadonlyMap<string, number> = new Map([
  ["u", 6],
  ["g", 3],
  ["o", 0],
]);

/** What chmod(1) would make of an octal mode, or of a symbolic one that names user, group and others; else `undefined`. */
export function permissionBits(text: string): number | undefined {
  return /^0?[0-7]{3,4}$/.test(text) ? Number.parseInt(text, 8) : symbolicBits(text);
}

function symbolicBits(text: string): number | undefined {
  const bits = new Map<string, number>();
  for (const clause of text.split(",")) {
    const found = /^([ugoa]+)=([rwx]*)$/.exec(clause);
    if (!found) return undefined;
    const [, who = "", what = ""] = found;
    const permission = [...what].reduce((sum, letter) => sum | (permissions.get(letter) ?? 0), 0);
    for (const letter of who.replaceAll("a", "ugo")) bits.set(letter, permission);
  }
  if (bits.size < shifts.size) return undefined;
  return [...bits].reduce((sum, [letter, permission]) => sum | (permission << (shifts.get(letter) ?? 0)), 0);
}
