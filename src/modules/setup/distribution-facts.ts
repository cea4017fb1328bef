import { type Value, valueMap } from "../../expression/value.ts";

/** What Ansible calls a distribution and its family, by `ID` of os-release(5). */
const known: Readonly<Record<string, readonly [name: string, family: string]>> = {
  debian: ["Debian", "Debian"],
  ubuntu: ["Ubuntu", "Debian"],
  raspbian: ["Debian", "Debian"],
  rhel: ["RedHat", "RedHat"],
  centos: ["CentOS", "RedHat"],
  rocky: ["Rocky", "RedHat"],
  almalinux: ["AlmaLinux", "RedHat"],
  fedora: ["Fedora", "RedHat"],
  ol: ["OracleLinux", "RedHat"],
  amzn: ["Amazon", "RedHat"],
  sles: ["SLES", "Suse"],
  "opensuse-leap": ["openSUSE Leap", "Suse"],
  "opensuse-tumbleweed": ["openSUSE Tumbleweed", "Suse"],
  alpine: ["Alpine", "Alpine"],
  arch: ["Archlinux", "Archlinux"],
};

/** Facts of the text of an os-release file (os-release(5)); none without one. */
export function distributionFacts(text: string | undefined): Readonly<Record<string, Value>> {
  if (text === undefined) return {};
  const fields = fieldsOf(text);
  const field = (name: string) => fields.get(name) || null;
  const id = field("ID") ?? "linux";
  const [name, family] = known[id] ?? [];
  const likeFamily = (field("ID_LIKE") ?? "").split(" ").map((like) => known[like]?.[1]);
  return {
    distribution: name ?? field("NAME"),
    distribution_version: field("VERSION_ID"),
    distribution_release: field("VERSION_CODENAME"),
    os_family: family ?? likeFamily.find((one) => one !== undefined) ?? null,
    os_release: valueMap([
      ["id", id],
      ["version_id", field("VERSION_ID")],
      ["pretty_name", field("PRETTY_NAME")],
    ]),
  };
}

/** `NAME=value` lines, values quoted as in a shell; lines that are neither are passed over. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, quoted] = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim()) ?? [];
    const value = quoted === undefined ? undefined : unquoted(quoted);
    if (name !== undefined && value !== undefined) found.set(name, value);
  }
  return found;
}

function unquoted(text: string): string | undefined {
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|[^"'\\\s]*)$/.exec(text) ?? [];
  if (double !== undefined) return double.replace(/\\(["\\$`])/g, "$1");
  if (single !== undefined) return single;
  return /^[^"'\\\s]*$/.test(text) ? text : undefined;
}
