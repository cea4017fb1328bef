import type { Build } from "./build.ts";
import { type GoldStandardRelease, goldStandardBuild, goldStandardReleases } from "./gold-standard.ts";

/** Whether a build supports Triggers through Adobe I/O, and why, as one sentence without a period. */
export interface Support {
  readonly verdict: "supported" | "unsupported" | "unknown";
  readonly because: string;
}

/** A line of builds that share an answer; `until` is exclusive. */
interface Line extends Support {
  readonly from: number;
  readonly until: number;
}

/**
 * Not a threshold: the change went into four lines at once (19.1.8, Gold Standard 11, 20.2.4, 20.3.1), so builds of 19.2, 20.1
 * and early 20.2 are newer than 19.1.8 and still lack it. Adobe: minimum list of the pipeline page; release notes 2018-2026.
 */
const lines: readonly Line[] = [
  {
    from: 0,
    until: 9039,
    verdict: "unsupported",
    because:
      "it is older than 19.1.8 (build 9039), the first of the 19.1 line that authenticates Triggers through Adobe I/O",
  },
  { from: 9039, until: 9080, verdict: "supported", because: "it is 19.1.8 (build 9039) or later in the 19.1 line" },
  {
    from: 9080,
    until: 9187,
    verdict: "unsupported",
    because:
      "builds 9080 to 9186 (19.2, 20.1, 20.2.1 to 20.2.3) are newer than 19.1.8 but never got Triggers through Adobe I/O",
  },
  { from: 9187, until: 9219, verdict: "supported", because: "it is 20.2.4 (build 9187) or later in the 20.2 line" },
  {
    from: 9219,
    until: 9228,
    verdict: "unknown",
    because: "builds 9219 to 9227 are pre-releases of 20.3 (build 9228) of which nothing is documented",
  },
  { from: 9228, until: Number.POSITIVE_INFINITY, verdict: "supported", because: "it is 20.3.1 (build 9228) or later" },
];

/** What to install, for hints. */
export const supportedBuilds =
  "Supported are 19.1.8 (build 9039), Gold Standard 11 (9032@d3b452f), 20.2.4 (9187), 20.3.1 (9228) and what follows each in its line.";

/** The decision for a build, of which every published one is tested. */
export function supportOf({ number, sha, release }: Build): Support {
  if (release !== undefined && /^8\./.test(release)) {
    return {
      verdict: "unsupported",
      because: "Campaign v8 is operated by Adobe, which sets up its technical accounts itself",
    };
  }
  if (number === goldStandardBuild) return goldStandard(sha);
  const line = lines.find(({ from, until }) => from <= number && number < until);
  return line
    ? { verdict: line.verdict, because: line.because }
    : { verdict: "unknown", because: `"${number}" is not a build number` };
}

function goldStandard(sha: string | undefined): Support {
  if (sha === undefined) {
    const because = `every Gold Standard release is build 9032 and only its sha tells which, but none is printed; ${table()}`;
    return { verdict: "unknown", because };
  }
  const release = goldStandardReleases.find((one) => sha.slice(0, 7) === one.sha);
  if (release === undefined) {
    return { verdict: "unknown", because: `9032@${sha} is not a published Gold Standard release; ${table()}` };
  }
  return release.triggers
    ? { verdict: "supported", because: `9032@${release.sha} is ${release.name}` }
    : {
        verdict: "unsupported",
        because: `9032@${release.sha} is ${release.name}, older than Gold Standard 11; ${table()}`,
      };
}

function table(): string {
  const names = (triggers: boolean) => goldStandardReleases.filter((one) => one.triggers === triggers).map(label);
  return `with Triggers through Adobe I/O: ${names(true).join(", ")}; without: ${names(false).join(", ")}`;
}

function label({ sha, number }: GoldStandardRelease): string {
  return number === undefined ? sha : `${sha} (GS${number})`;
}
