import { goldStandardBuild, goldStandardReleases } from "./gold-standard.ts";

/** What a Campaign server says it is. */
export interface Build {
  /** The build number, e.g. 9187: the only thing that orders releases. */
  readonly number: number;
  /** The commit's first digits, lower case, where they are printed. */
  readonly sha?: string;
  /** What stands before the build: "7.0 19.1", "7.2.1", "6.1.1". It never holds the patch digit before 7.2. */
  readonly release?: string;
}

/** Lengths are bounded throughout: a host may print megabytes of anything. */
const spoken =
  /(?:version\s{1,5})?([\dX.x]{1,20}(?:\s{1,5}[\dY]{1,4}\.[\dR]{1,4})?)?\s{0,5}\(?\bbuild\s{1,5}(\d{4,5})(?:@([0-9a-f]{7,40}))?\b/i;
const monitored = /<redir\b[^>]{0,500}?\bbuild\s{0,5}=\s{0,5}['"](\d{4,5})['"]/i;
const dotted = /\b(\d{1,2}\.\d\.\d{1,2})\.(\d{4,5})(?:\.GS\.(\d{1,2}))?(?:\.([0-9a-f]{7,40}))?\b/i;
const short = /\b(\d\.\d)\.(\d{4,5})\.([0-9a-f]{7,40})\b/i;
const bare = /\b(\d{4,5})@([0-9a-f]{7,40})\b/i;

/**
 * The build a text speaks of: a banner of any command, a log line, `/r/test`, SOAP's server information, or a version as
 * release notes write it (`19.1.4.9032.GS.11`, `7.0.9394.28aaec9`, `9394@28aaec9`). `undefined` when there is none.
 */
export function parseBuild(text: string): Build | undefined {
  return fromBanner(text) ?? fromMonitoring(text) ?? fromServerInformation(text) ?? fromReleaseNotes(text) ?? undefined;
}

function fromBanner(text: string): Build | undefined {
  const found = spoken.exec(text);
  return found ? build(found[2], found[3], found[1]) : undefined;
}

function fromMonitoring(text: string): Build | undefined {
  const found = monitored.exec(text);
  return found ? build(found[1], attribute(text, "sha1"), attribute(text, "version")) : undefined;
}

function fromServerInformation(text: string): Build | undefined {
  const number = attribute(text, "buildNumber");
  return number ? build(number, attribute(text, "commitId"), attribute(text, "releaseName")) : undefined;
}

function fromReleaseNotes(text: string): Build | undefined {
  const named = dotted.exec(text);
  if (named) return build(named[2], named[4] ?? shaOfGoldStandard(named[2], named[3]), named[1]);
  const shortened = short.exec(text);
  if (shortened) return build(shortened[2], shortened[3], shortened[1]);
  const minimal = bare.exec(text);
  return minimal ? build(minimal[1], minimal[2], undefined) : undefined;
}

/** `GS.11` stands for that release's sha. */
function shaOfGoldStandard(number: string | undefined, release: string | undefined): string | undefined {
  if (Number(number) !== goldStandardBuild || release === undefined) return undefined;
  return goldStandardReleases.find((one) => one.number === Number(release))?.sha;
}

function attribute(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s{0,5}=\\s{0,5}['"]([^'"]{0,100})['"]`, "i").exec(text)?.[1];
}

function build(number: string | undefined, sha: string | undefined, release: string | undefined): Build {
  return {
    number: Number(number),
    ...(sha && { sha: sha.toLowerCase() }),
    ...(release && { release: release.trim() }),
  };
}
