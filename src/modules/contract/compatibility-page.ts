/** How a runbook does beside a playbook of Ansible: as it does; refused where it goes on; otherwise on purpose; not at all. */
export type Verdict = "same" | "stricter" | "other" | "not supported";

/** What a golden case says about Ansible; a case that says nothing has no `shows`. */
export interface CompatibilityCase {
  /** Name of its folder. */
  readonly name: string;
  /** Heading of the table that it stands in. */
  readonly part?: string;
  /** Keywords, filters, behaviors, in Markdown. */
  readonly shows?: readonly string[];
  readonly verdict?: Verdict;
  /** Why it is not the same. */
  readonly why?: string;
  /** Why Ansible does not run it beside us; never where they are said to be the same. */
  readonly unproven?: string;
  /** The page that the case prints: commands, output, exit codes. */
  readonly expected: string;
}

const verdicts: Readonly<Record<Verdict, string>> = {
  same: "the test runs the same folder with `ansible-playbook`, and both leave the same files, or both fail",
  stricter: "refused, mostly before a host is touched, where Ansible goes on",
  other: "does something else than Ansible, on purpose",
  "not supported": "refused, with what to write instead",
};

/** The compatibility table: a row for each thing that the cases show, with what our program says where it refuses. */
export function compatibilityPage(cases: readonly CompatibilityCase[]): string {
  const shown = cases.filter(({ shows = [] }) => shows.length > 0);
  const parts = [...new Set(shown.map(({ part = "" }) => part))].sort();
  const count = (verdict: Verdict) =>
    shown.filter((one) => one.verdict === verdict).flatMap(({ shows = [] }) => shows).length;
  const legend = Object.entries(verdicts).map(([verdict, means]) => `| ${verdict} | ${means} |`);
  const counts = `${count("same")} the same, ${count("stricter")} stricter, ${count("other")} other, ${count("not supported")} not supported.`;
  return `${[
    "# Beside Ansible",
    "What playbooks use, and what comes of it here. Every row is a test: a folder in `test/golden/language`, with the exact output.",
    ["| | |", "| --- | --- |", ...legend].join("\n"),
    counts,
    ...parts.map((part) =>
      section(
        part,
        shown.filter((one) => one.part === part),
      ),
    ),
  ].join("\n\n")}\n`;
}

function section(part: string, cases: readonly CompatibilityCase[]): string {
  const rows = cases.flatMap((one) => (one.shows ?? []).map((what, index) => ({ what, one, index })));
  const sorted = rows.toSorted((a, b) => (plain(a.what) < plain(b.what) ? -1 : 1));
  const lines = sorted.map(
    ({ what, one, index }) => `| ${cell(what)} | ${one.verdict} | ${cell(reason(one, index))} | ${link(one.name)} |`,
  );
  return [`## ${part}`, "", "| | | Why, and what it says | Case |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function plain(what: string): string {
  return what.replaceAll("`", "").toLowerCase();
}

function reason({ shows = [], why = "", unproven, verdict, expected }: CompatibilityCase, index: number): string {
  const said = verdict === "same" || verdict === "other" ? [] : refusals(expected);
  const refusal = said[said.length === shows.length ? index : 0];
  const parts = [why, unproven && `(Not run with Ansible: ${unproven})`, refusal && `*${refusal}*`];
  return parts.filter((part) => part).join(" ");
}

/** What a page says of each mistake: code, sentence, hint. */
function refusals(page: string): readonly string[] {
  const found = [...page.matchAll(/^(?:\S+ {2})?(RB\d{4})(?: warning)? {2}(.*)\n(?:.*\|.*\n)*(?: +hint: (.*)\n)?/gm)];
  const failed = found.length > 0 ? found : [...page.matchAll(/ (RB\d{4}) (.*?) \([^()]*:\d+\)\n(?: +hint: (.*)\n)?/g)];
  return failed.map(([, code = "", sentence = "", hint]) =>
    [`${code} ${sentence}`, ...(hint ? [hint] : [])].join("; "),
  );
}

function link(name: string): string {
  return `[${name}](../../test/golden/language/${name})`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
