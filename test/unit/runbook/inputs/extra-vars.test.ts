import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "../../../../src/problems/problem.ts";
import { readExtraVars } from "../../../../src/runbook/inputs/extra-vars.ts";
import { readInputs } from "../../../../src/runbook/inputs/read-inputs.ts";
import { SecretText } from "../../../../src/secrets/secret-text.ts";
import { readYaml } from "../../../../src/source/read-yaml.ts";
import { valueOfLocated } from "../../../../src/source/value-of-located.ts";

const declared = readYaml({ name: "r.yaml", text: "client_id: {}\nclient_secret: {secret: true}\n" });
const inputs = declared.kind === "map" ? readInputs(declared) : [];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runbook-extra-vars-"));
});
afterAll(() => rm(folder, { recursive: true }));

const resolvePath = (path: string) => join(folder, path);
const read = (...args: readonly string[]) => readExtraVars(args, { inputs, resolvePath });

async function file(name: string, text: string, mode = 0o600): Promise<string> {
  await writeFile(join(folder, name), text);
  await chmod(join(folder, name), mode);
  return `@${name}`;
}

async function values(...args: readonly string[]): Promise<Record<string, unknown>> {
  const found = [...(await read(...args)).values];
  const shown = found.map(([name, value]) => [
    name,
    value instanceof SecretText ? value.reveal() : valueOfLocated(value),
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(shown)));
}

async function failure(...args: readonly string[]): Promise<ProblemError> {
  try {
    await read(...args);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("it was understood");
}

describe("-e", () => {
  test("name=value is text, quoted as in a shell", async () => {
    expect(await values("a=1 b='x y' c=", "d=a#b=c")).toEqual({ a: "1", b: "x y", c: "", d: "a#b=c" });
  });

  test("a JSON or YAML mapping keeps its types", async () => {
    expect(await values('{"a": [1, true], "b": null}', "{c: x}")).toEqual({ a: [1, true], b: null, c: "x" });
  });

  test("a file is a mapping; later values win", async () => {
    expect(await values(await file("v.yaml", "a: 1\nb: 2\n"), "b=3")).toEqual({ a: 1, b: "3" });
  });

  test.each([["a"], ["=1"], ["a='x"], ["a=1 b"]])("%s cannot be understood", async (arg) => {
    expect((await failure(arg)).problems[0]).toMatchObject({ code: "RB8001" });
  });

  test("prototype keys are refused in every form", async () => {
    expect((await failure("__proto__=1")).problems[0]?.code).toBe("RB1007");
    expect((await failure('{"__proto__": 1}')).problems[0]?.code).toBe("RB1007");
    expect((await failure(await file("p.yaml", "constructor: 1\n"))).problems[0]?.code).toBe("RB1007");
  });
});

describe("a secret input", () => {
  test("comes from a private file, as text and never as a template", async () => {
    const { values: found } = await read(await file("s.yaml", 'client_secret: "{{ 7 * 7 }}"\nclient_id: "{{ x }}"\n'));
    const secret = found.get("client_secret");
    expect(secret).toBeInstanceOf(SecretText);
    expect(secret instanceof SecretText && secret.reveal()).toBe("{{ 7 * 7 }}");
    expect(found.get("client_id")).toMatchObject({ kind: "scalar", value: "{{ x }}" });
  });

  test("keeps its leading zeros", async () => {
    expect(await values(await file("z.yaml", "client_secret: 0123\n"))).toEqual({ client_secret: "0123" });
  });

  test.each([["client_secret=hush"], ['{"client_secret": "hush"}'], ["a=1 client_secret='hush'"]])(
    "is refused on the command line: %s",
    async (arg) => {
      const error = await failure(arg);
      expect(error.problems[0]).toMatchObject({ code: "RB3103" });
      expect(error.problems[0]?.hint).toContain("RUNBOOK_INPUT_CLIENT_SECRET");
      expect(JSON.stringify(error.problems)).not.toContain("hush");
    },
  );

  test("is refused from a file that others can read, with the command that mends it", async () => {
    const error = await failure(await file("open.yaml", "client_secret: hush\n", 0o640));
    expect(error.problems[0]).toMatchObject({ code: "RB3104", hint: "run: chmod 600 open.yaml" });
    expect(await values(await file("no-secret.yaml", "client_id: x\n", 0o644))).toEqual({ client_id: "x" });
  });

  test("is not shown by any problem with its file or argument", async () => {
    const texts = [
      "client_secret: [hush\n",
      "client_secret: {a: hush}\n",
      "- client_secret: hush\n",
      "hush\n",
      "a: b: hush\n",
    ];
    for (const [index, text] of texts.entries()) {
      const error = await failure(await file(`broken${index}.yaml`, text));
      expect(JSON.stringify(error.problems), text).not.toContain("hush");
    }
    expect(JSON.stringify((await failure('{"client_secret": "hush"')).problems)).not.toContain("hush");
  });

  test("is not shown by the places of its neighbors either", async () => {
    const { places, values: found } = await read(await file("near.yaml", "client_id: abc\nclient_secret: hush\n"));
    expect(JSON.stringify([...places.values()])).not.toContain("hush");
    const id = found.get("client_id");
    expect(id && !(id instanceof SecretText) && JSON.stringify(id.span)).toContain("abc");
  });
});
