import type { ProblemCode } from "../problems/codes.ts";
import { problemCodes } from "../problems/codes.ts";
import type { Problem } from "../problems/problem.ts";
import { positionOf, type Span } from "../source/span.ts";
import { inOrder } from "./problem-view.ts";

/** Who reports, and where its codes are explained. */
export interface SarifOptions {
  readonly version: string;
  /** An absolute URL. */
  readonly helpUri: (code: ProblemCode) => string;
}

/** Problems as one SARIF 2.1.0 log, for code scanning. Places count in UTF-16 units, from 1. */
export function sarif(problems: readonly Problem[], { version, helpUri }: SarifOptions): string {
  const sorted = inOrder(problems);
  const codes = [...new Set(sorted.map(({ code }) => code))].toSorted();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "runbook",
            version,
            rules: codes.map((id) => ({
              id,
              shortDescription: { text: problemCodes[id].title },
              helpUri: helpUri(id),
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: sorted.map((one) => ({
          ruleId: one.code,
          ruleIndex: codes.indexOf(one.code),
          level: one.severity,
          message: { text: [one.message, one.hint].filter(Boolean).join("\n") },
          ...(one.at && { locations: [{ physicalLocation: location(one.at) }] }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function location(at: Span) {
  const start = positionOf(at);
  const end = positionOf({ ...at, start: at.end });
  return {
    artifactLocation: { uri: at.file.name.split("/").map(encodeURIComponent).join("/") },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}
