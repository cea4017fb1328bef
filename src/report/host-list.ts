import { printableLine } from "./printable.ts";

const shownWhole = 6;
const shownOfMany = 3;

/** Host names for people: all of a few, of many the first and how many more: `h1, h2, h3 and 38 more`. */
export function hostList(hosts: readonly string[]): string {
  const names = hosts.map(printableLine);
  if (names.length <= shownWhole) return names.join(", ");
  return `${names.slice(0, shownOfMany).join(", ")} and ${names.length - shownOfMany} more`;
}
