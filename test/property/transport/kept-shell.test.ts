import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection, Frame, Shell } from "../../../src/transport/connection.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";

const pieces =
  `if then fi for do done case esac while { } ( ) [[ ! & && || | ; ;; < > << >> <<<END END $ $( \` " ' \\ # ~ * ? = : . cat
  read exit return break continue set +e -e -u shift trap unset eval exec true false echo printf local 1 2 -n x= $x $? $! \${x
  \${x:-} $((1+ )) é \u2028 \r \t __s __k __user "$@" 2>&1 >&2 </dev/null`.split(/[ \n]+/);
/** Without background processes: what those print may come at any time. */
const script = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.constant("\n"), fc.string({ maxLength: 4 })), { maxLength: 14 })
  .map((words) =>
    words
      .join(" ")
      .replaceAll("\0", "")
      .replace(/(?<![&>])&(?!&)/g, ""),
  );
const payload = fc.oneof(fc.constant(undefined), fc.uint8Array({ maxLength: 3_000 }));

const userFrame = fc.record({ script, payload }).map(
  (one): Frame => ({
    kind: "user",
    deadline: 5_000,
    script: one.script,
    ...(one.payload && { payload: one.payload }),
  }),
);
const ownFrame = fc
  .uint8Array({ maxLength: 3_000 })
  .chain((bytes) =>
    fc
      .constantFrom(
        "false",
        "cd /nowhere || false",
        `dd bs=1 count=${bytes.length >> 1} status=none`,
        "if",
        ": >/nowhere/x",
      )
      .map((text): Frame => ({ kind: "own", deadline: 5_000, script: text, payload: bytes })),
  );
const frame = fc.oneof(userFrame, ownFrame);

describe.each(["dash", "bash"])("a kept shell where sh is %s", (program) => {
  let bin = "";
  let server: PracticeServer;
  let connection: Connection;
  let shell: Shell;
  beforeAll(async () => {
    bin = mkdtempSync(join(tmpdir(), "runbook-bin-"));
    symlinkSync(`/bin/${program}`, join(bin, "sh"));
    server = await startServer({ environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: bin } });
    connection = await createSsh2Transport().connect(server.target);
    shell = await connection.openShell("", undefined);
  });
  afterAll(async () => {
    await connection.close();
    await server.close();
    rmSync(bin, { recursive: true });
  });

  test("stays in step whatever text and bytes it was given", { timeout: 60_000 }, async () => {
    let number = 0;
    const check = async (one: Frame) => {
      await shell.run(one);
      number += 1;
      const next = await shell.run({ script: `echo ${number}; pwd; echo $- >&2`, kind: "own", deadline: 5_000 });
      expect([next.status, Buffer.from(next.stdout.head).toString()]).toEqual([0, `${number}\n${bin}\n`]);
      expect(Buffer.from(next.stderr.head).toString()).not.toMatch(/[eux].*\n/);
    };
    await fc.assert(fc.asyncProperty(frame, check), { numRuns: 600 });
  });
});
