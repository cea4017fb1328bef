import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { parseTemplate } from "../expression/parse-template.ts";
import { renderText } from "../expression/render-template.ts";
import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import type { Project } from "../modules/contract/define-module.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { placesBeside } from "../runbook/places-beside.ts";
import type { SourceFile } from "../source/span.ts";
import type { Item } from "./item.ts";
import { keyedRandom } from "./keyed-digest.ts";
import { notVaulted } from "./not-vaulted.ts";

/** Files beside the runbook as one task sees them. */
export function projectFor(item: Pick<Item, "context" | "host" | "task" | "index">, scope: Scope): Project {
  const { context, task } = item;
  const { folder } = context.runbook;
  const kept = async (name: string, kind: "files" | "templates") => {
    const found = await findBeside(placesBeside(kind, { folder, role: task.role }), name);
    context.keeper?.file(found.shown, found.content);
    return found;
  };
  return {
    readFile: async (name) => (await kept(name, "files")).content,
    async renderTemplate(name, options) {
      const { content, shown } = await kept(name, "templates");
      const file: SourceFile = { name: shown, text: new TextDecoder("utf-8", { fatal: true }).decode(content) };
      const whole = { file, start: 0, end: file.text.length };
      const spanWithin = (start: number, end: number) => ({ file, start, end });
      const template = parseTemplate({ text: file.text, span: whole, spanWithin }, options);
      const text = renderText(template, scope);
      if (text instanceof Unknown) throw new UnknownError(text);
      return text;
    },
    random: randomFor(item),
    now: () => context.clock.now().getTime(),
  };
}

/** A plan's random bytes come from a key that its apply has too, so that both decide alike. */
function randomFor({ context, host, task, index = 0 }: Pick<Item, "context" | "host" | "task" | "index">) {
  if (context.mode === "apply" && !context.plan) return context.random;
  return keyedRandom(context.journal.key, JSON.stringify([host.name, task.id, index]));
}

/** A file in one of the folders, or at an absolute path. RB2107, RB1001. */
export async function findBeside(folders: readonly string[], name: string) {
  for (const path of pathsOf(folders, name)) {
    try {
      return { content: notVaulted(new Uint8Array(await readFile(path)), name), shown: path };
    } catch (error) {
      passMissing(error, path);
    }
  }
  throw nowhere(folders, name);
}

/** As `findBeside`, at once. */
export function findBesideNow(folders: readonly string[], name: string) {
  for (const path of pathsOf(folders, name)) {
    try {
      return { content: notVaulted(new Uint8Array(readFileSync(path)), name), shown: path };
    } catch (error) {
      passMissing(error, path);
    }
  }
  throw nowhere(folders, name);
}

function pathsOf(folders: readonly string[], name: string): readonly string[] {
  return isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
}

function passMissing(error: unknown, path: string): void {
  if (error instanceof ProblemError) throw error;
  if (!isMissing(error)) throw problem("RB1001", `cannot read ${path}`, { cause: error });
}

function nowhere(folders: readonly string[], name: string): ProblemError {
  const looked = `Looked in ${folders.join(" and ")}.`;
  return problem("RB2107", `there is no file "${name}"`, {
    hint: isAbsolute(name) ? "Correct the path, or put the file there." : looked,
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
}
