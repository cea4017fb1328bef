import { problem } from "../problems/problem.ts";

/** Fingerprints (`SHA256:...`) that a person got from a trusted place, by host name in lower case. */
export type Fingerprints = ReadonlyMap<string, ReadonlySet<string>>;

const fingerprintShape = /^SHA256:[A-Za-z0-9+/]{43}=?$/;

/**
 * Reads lines of a host name and a fingerprint, in any order: `web1 SHA256:...`, and what `ssh-keygen -lf` prints
 * (`256 SHA256:... web1 (ED25519)`). `#` starts a comment. RB4012 for another line.
 */
export function parseFingerprints(text: string, file: string): Fingerprints {
  const found = new Map<string, Set<string>>();
  text.split("\n").forEach((line, index) => {
    const words = line
      .replace(/#.*/, "")
      .trim()
      .split(/\s+/)
      .filter((word) => word !== "");
    if (words.length === 0) return;
    const fingerprint = words.find((word) => fingerprintShape.test(word));
    const [first, ...rest] = words.filter((word) => word !== fingerprint && !/^\([A-Z0-9-]+\)$/.test(word));
    const host = rest.length > 0 && /^\d+$/.test(first ?? "") ? rest[0] : first;
    if (fingerprint === undefined || host === undefined) {
      throw problem("RB4012", `${file}:${index + 1}: there is no host name with a SHA256 fingerprint`, {
        hint: "each line is like: web1 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
      });
    }
    for (const name of host.toLowerCase().split(",")) {
      found.set(name, (found.get(name) ?? new Set()).add(fingerprint.replace(/=$/, "")));
    }
  });
  return found;
}
