import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTemplate } from "../expression/parse-template.ts";
import { renderText } from "../expression/render-template.ts";
import type { Outside } from "../expression/scope.ts";
import { sourceText } from "../expression/source-text.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { notVaulted } from "./not-vaulted.ts";

/** What lookups may read: files in and beside a folder, and the environment of the program. */
export interface OutsideOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Is told of each file that was read: its path and content. */
  readonly onFile?: ((path: string, content: Uint8Array) => void) | undefined;
}

const largest = 10 * 1024 * 1024;
const deepest = 20;

/**
 * Lookups read at once, so that an expression is computed in one go. RB2107 for a file that is not there, RB1001 for one that
 * cannot be read or is no text, RB1006 for one beyond 10 MiB, RB3206 for a vault, RB2006 for templates that look up each
 * other without end.
 */
export function outsideOf({ folder, environment, onFile }: OutsideOptions): Outside {
  let depth = 0;
  const near = (folders: readonly string[]): Outside => {
    const read = (name: string, kind: "files" | "templates", at: Span) => {
      const places = [...folders, folder].flatMap((one) => [join(one, kind), one]);
      const found = find(places, name, at);
      onFile?.(found.path, found.content);
      return { path: found.path, text: textOf(found.content, name, at) };
    };
    return {
      environment: (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined),
      file: (name, at) => read(name, "files", at).text,
      template(name, scope, at) {
        depth += 1;
        try {
          if (depth > deepest) throw tooDeep(at);
          const { path, text } = read(name, "templates", at);
          return renderText(parseTemplate(sourceText(path, text)), scope);
        } finally {
          depth -= 1;
        }
      },
      near,
    };
  };
  return near([]);
}

function find(folders: readonly string[], name: string, at: Span) {
  const paths = name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name));
  for (const path of paths) {
    try {
      return { path, content: notVaulted(new Uint8Array(readFileSync(path)), name) };
    } catch (cause) {
      if (cause instanceof ProblemError) throw cause;
      if (!isMissing(cause)) throw problem("RB1001", `cannot read ${path}`, { at, cause });
    }
  }
  throw problem("RB2107", `there is no file "${name}"`, { at, hint: `Looked for ${paths.join(" and ")}.` });
}

function textOf(content: Uint8Array, name: string, at: Span): string {
  if (content.length > largest) throw problem("RB1006", `the file "${name}" is larger than 10 MiB`, { at });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw problem("RB1001", `the file "${name}" is not UTF-8 text`, { at });
  }
}

function tooDeep(at: Span): ProblemError {
  const hint = "a template looks up itself, by way of others";
  return problem("RB2006", `more than ${deepest} templates look up each other`, { at, hint });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
}
