/** A line of `pipelined.log`: what went wrong, and what Adobe's articles make of it. */
export interface LogFinding {
  /** A code such as "XSV-350176", or the sentence that nlserver writes instead of one. */
  readonly sign: string;
  readonly meaning: string;
  /** The line as it stands in the log. */
  readonly line: string;
}

interface Sign {
  readonly sign: string;
  readonly pattern: RegExp;
  readonly meaning: string;
}

const notTheKey =
  "the private key is not the one whose public half was uploaded, or was changed on the way (KA-23014): only the project's latest key counts";

/** Adobe: KA-23014, KA-17222 and "Pipeline troubleshooting". The first that fits a line names it. */
const signs: readonly Sign[] = [
  { sign: "XSV-350176", pattern: /XSV-350176/, meaning: notTheKey },
  { sign: "XTK-170065", pattern: /XTK-170065/, meaning: "Adobe refused the token (KA-23014)" },
  { sign: "INT-150012", pattern: /INT-150012/, meaning: "Adobe answered with an HTTP error (KA-23014)" },
  {
    sign: "BAS-010007",
    pattern: /BAS-010007/,
    meaning: "the authentication fell through to a mode that does not exist (KA-23014)",
  },
  {
    sign: "IMS Service Token is empty",
    pattern: /IMS Service Token is empty/i,
    meaning: "no token was obtained (KA-23014)",
  },
  {
    sign: "Unknown authentication mode",
    pattern: /Unknown authentication mode/i,
    meaning: "no token was obtained (KA-23014)",
  },
  {
    sign: "JWT Token is empty",
    pattern: /JWT Token is empty/i,
    meaning:
      "the process still authenticates the legacy way: authType is not in its effective configuration (KA-17222)",
  },
  {
    sign: "no longer allowed to get access token",
    pattern: /no longer allowed to get access token/i,
    meaning: "the legacy client was shut off: authType is not in the effective configuration (KA-17222)",
  },
  {
    sign: "the subject must be a valid organization or client",
    pattern: /subject must be a valid organization or client/i,
    meaning: "the organization id is wrong, or an empty IMSOrgId of the instance file hides the one of serverConf.xml",
  },
  {
    sign: "NmsPipeline_Config",
    pattern: /aurait d\S{1,4} commencer par|should have started with|should start with [`'"]?\[/i,
    meaning: "the option NmsPipeline_Config is not set: it must be JSON",
  },
  { sign: "invalid key", pattern: /\binvalid key\b/i, meaning: "the legacy key was encrypted for another instance" },
  {
    sign: "unable to read the token during authentication",
    pattern: /unable to read the token during authentication/i,
    meaning: "the key has the wrong format; PuTTYgen's cannot be used",
  },
];

/** The first line of each sign of failure in a log's text, at or after a time (ISO 8601, UTC) when one is given. */
export function scanPipelinedLog(text: string, since?: string): readonly LogFinding[] {
  const findings = new Map<string, LogFinding>();
  for (const line of linesSince(text, since)) {
    const found = signs.find(({ pattern }) => pattern.test(line));
    if (found && !findings.has(found.sign))
      findings.set(found.sign, { sign: found.sign, meaning: found.meaning, line });
  }
  return [...findings.values()];
}

/** Lines without a time of their own belong to the line before them. */
function linesSince(text: string, since: string | undefined): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (since === undefined) return lines;
  const from = Date.parse(since);
  const first = lines.findIndex((line) => Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(line)?.[0] ?? "") >= from);
  return first === -1 ? [] : lines.slice(first);
}
