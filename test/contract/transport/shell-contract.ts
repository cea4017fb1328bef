import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Captured, Connection, Frame, Shell } from "../../../src/transport/connection.ts";
import { ConnectionLostError } from "../../../src/transport/connection-lost.ts";

/** Functions that a caller may bring, in awkward quoting. */
const library = `greet() { printf '%s' "it's \\"$1\\" \\\\ $(echo 'x  y')"; }
# a comment, with 'quotes
both() { echo out; echo err >&2; return 3; }`;

const everyByte = Uint8Array.from({ length: 512 }, (_, index) => index % 256);

/** What every transport's shells keep; `open` gives a connection whose deadlines have a short grace. */
export function keepsShells(name: string, open: () => Promise<Connection>): void {
  describe(`a kept shell over ${name}`, () => {
    let connection: Connection;
    let shell: Shell;
    beforeAll(async () => {
      connection = await open();
      shell = await connection.openShell(library, undefined);
    });
    afterAll(() => connection.close());

    const run = (script: string, more: Partial<Frame> = {}) =>
      shell.run({ script, kind: "user", deadline: 20_000, ...more });
    const fresh = async () => {
      shell = await connection.openShell(library, undefined);
    };
    const text = (captured: Captured) => Buffer.from(captured.head).toString("latin1");

    test("calls the library's functions and keeps the streams apart", async () => {
      expect(text((await run("greet 'a b'", { kind: "own" })).stdout)).toBe(`it's "a b" \\ x  y`);
      const reply = await run("both", { kind: "own" });
      expect([reply.status, text(reply.stdout), text(reply.stderr)]).toEqual([3, "out\n", "err\n"]);
    });

    test.each([
      ["exit 7", 7],
      ["set -e; false; echo not reached", 1],
      ["if", 2],
      [`echo "never closed`, 2],
      ["cat <<END\nnever closed", 0],
      ["echo ) done (", 2],
      ["}; exit 9; {", 2],
      [": >/no/such/folder/x", expect.any(Number)],
      ["exec false", 1],
      ["exec >/dev/null; echo hidden", 0],
      ["exec 1>&- 2>&-; exit 4", 4],
      ["kill -TERM $(exec sh -c 'echo $PPID')", 143],
      ["trap 'exit 5' EXIT", 5],
      ['read line; echo "[$line]"', 0],
      ["IFS=x; set -f; unset PATH; printf() { :; }; :", 0],
    ])("text of others %j ends with a status and harms nothing", async (script, status) => {
      expect((await run(script)).status).toEqual(status);
      expect(text((await run("echo next")).stdout)).toBe("next\n");
    });

    test("text of others sees no input, no arguments and none of our variables", async () => {
      const reply = await run('cat; echo "$# [$__k$__l$__q$__s$__t$__w]"');
      expect(text(reply.stdout)).toBe("0 []\n");
    });

    test("one frame's mistakes in our own functions do not end the shell", async () => {
      expect((await run("if", { kind: "own" })).status).toBe(2);
      expect((await run(": >/no/such/folder/x", { kind: "own" })).status).not.toBe(0);
      expect((await run("true", { kind: "own" })).status).toBe(0);
    });

    test("the nonce is nowhere where a command could read it", async () => {
      const nonce = text((await run('printf %s "$__k"', { kind: "own" })).stdout);
      expect(nonce).toMatch(/^[0-9a-f]{32}$/);
      const seen = await run(
        "set; env; for p in $$ $PPID self; do cat /proc/$p/cmdline /proc/$p/environ; done 2>/dev/null",
      );
      expect(text(seen.stdout)).toContain("PATH=");
      expect(text(seen.stdout)).not.toContain(nonce);
    });

    test("a forged end of an earlier or later frame is only output", async () => {
      const nonce = text((await run('printf %s "$__k"', { kind: "own" })).stdout);
      const forged = `\n${nonce} 1 0\n\n${nonce} 99999 0\n\n${nonce}\n${nonce.slice(0, 31)} `;
      const parts = forged.split("\n").map((part) => `'${part}'`);
      const reply = await run(`printf '%s\\n' ${parts.join(" ")}; exit 6`);
      expect([reply.status, text(reply.stdout)]).toEqual([6, `${forged}\n`]);
    });

    test("carries every byte, both ways", async () => {
      const echoed = await run("cat", { payload: everyByte });
      expect(Buffer.from(echoed.stdout.head).equals(everyByte)).toBe(true);
      const own = await run("dd bs=512 count=1 iflag=fullblock status=none", { kind: "own", payload: everyByte });
      expect(Buffer.from(own.stdout.head).equals(everyByte)).toBe(true);
      const large = new Uint8Array(3_000_000).fill(0xff);
      const counted = await run("wc -c", { payload: large });
      expect(text(counted.stdout).trim()).toBe("3000000");
    });

    test("drops what a frame leaves of its payload", async () => {
      const payload = Buffer.concat([everyByte, Buffer.from("\necho injected\n\n")]);
      expect((await run("false", { kind: "own", payload })).status).toBe(1);
      expect((await run("dd bs=100 count=1 status=none of=/dev/null", { kind: "own", payload })).status).toBe(0);
      expect((await run("exit 3", { payload })).status).toBe(3);
      expect(text((await run("echo clean", { kind: "own" })).stdout)).toBe("clean\n");
    });

    test("takes long scripts, scripts of many lines and a long library", async () => {
      const long = `v='${"x".repeat(40_000)}'\necho \${#v}`;
      expect(text((await run(long)).stdout)).toBe("40000\n");
      expect(text((await run(`${"\n: ü\n".repeat(100)}echo ok`)).stdout)).toBe("ok\n");
      const other = await connection.openShell(`${"# filler\n".repeat(10_000)}f() { echo long; }`, undefined);
      expect(text((await other.run({ script: "f", kind: "own", deadline: 5_000 })).stdout)).toBe("long\n");
    });

    test("keeps the beginning and the end of long output, and all of it up to a cap", async () => {
      const script = "printf begin; head -c 9000000 /dev/zero; printf end; head -c 3000 /dev/zero >&2";
      const cut = await run(script);
      expect([cut.stdout.bytes, cut.stdout.head.length, cut.stdout.tail.length]).toEqual([9_000_008, 524_288, 524_288]);
      expect(text(cut.stdout).slice(0, 5)).toBe("begin");
      expect(Buffer.from(cut.stdout.tail).subarray(-3).toString()).toBe("end");
      expect(cut.stderr.head.length).toBe(3_000);
      const whole = await run(script, { cap: 16 * 1024 * 1024 });
      expect([whole.stdout.head.length, whole.stdout.tail.length]).toEqual([9_000_008, 0]);
    });

    test("starts every frame in the same folder", async () => {
      const first = text((await run("pwd", { kind: "own" })).stdout);
      await run("cd /proc", { kind: "own" });
      await run("cd /etc");
      expect(text((await run("pwd", { kind: "own" })).stdout)).toBe(first);
    });

    test("answers in order, a thousand times, and counts", async () => {
      const before = connection.counters.frames;
      const numbers = Array.from({ length: 1_000 }, (_, index) => index);
      const replies = await Promise.all(numbers.map((number) => run(`echo ${number}`, { kind: "own" })));
      expect(replies.map((reply) => Number(text(reply.stdout)))).toEqual(numbers);
      expect(connection.counters.frames - before).toBe(1_000);
      expect(connection.counters.bytesReceived).toBeGreaterThan(80_000);
    });

    test("does not wait for a background process that holds the output", async () => {
      const reply = await run("sleep 300 & echo $!", { deadline: 5_000 });
      const pid = Number(text(reply.stdout));
      expect((await run(`kill ${pid}`)).status).toBe(0);
    });

    test("at the deadline, ends everything that the frame started", async () => {
      const long = `300.${randomInt(1_000_000)}`;
      const stubborn = `trap '' TERM; (trap '' TERM; sleep ${long}; sleep ${long}) & sleep ${long}; sleep ${long}`;
      const error = await run(stubborn, { deadline: 300 }).catch((cause: unknown) => cause);
      expect(codeOf(error)).toBe("RB5008");
      expect(hintOf(error)).toBe("its processes were ended");
      const later = await run("true").catch((cause: unknown) => cause);
      expect(later).toBeInstanceOf(ConnectionLostError);
      await fresh();
      expect(text((await run(`ps -eo args | grep -c '[s]leep ${long}'; :`)).stdout).trim()).toBe("0");
    });

    test("refuses endless output, ends it, and another shell goes on", async () => {
      const error = await run("yes").catch((cause: unknown) => cause);
      expect(codeOf(error)).toBe("RB4008");
      await fresh();
      expect(text((await run("echo again")).stdout)).toBe("again\n");
    });

    test("says that a shell which was killed may have begun the frame, and that the next has not", async () => {
      const killed = await run("kill -9 $$").catch((cause: unknown) => cause);
      expect(killed).toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
      expect(await run("true").catch((cause: unknown) => cause)).toMatchObject({ started: false });
      await fresh();
    });

    test("refuses a NUL character before anything is sent", async () => {
      expect(codeOf(await run("echo \0").catch((cause: unknown) => cause))).toBe("RB5009");
      expect((await run("true")).status).toBe(0);
    });

    test("answers an opening that travelled with it, and goes on", async () => {
      const { frames } = connection.counters;
      const opening: Frame = { script: "both; cat; greet there", kind: "own", deadline: 5_000 };
      const other = await connection.openShell(library, undefined, opening);
      const { opened } = other;
      expect([opened?.status, opened && text(opened.stdout), opened && text(opened.stderr)]).toEqual([
        0,
        `out\nit's "there" \\ x  y`,
        "err\n",
      ]);
      expect(text((await other.run({ script: "greet again", kind: "own", deadline: 5_000 })).stdout)).toContain(
        "again",
      );
      expect(connection.counters.frames - frames).toBe(2);
    });

    test("counts the library that travels with it", async () => {
      const { bytesSent } = connection.counters;
      await connection.openShell(`# ${"x".repeat(5_000)}`, undefined);
      expect(connection.counters.bytesSent - bytesSent).toBeGreaterThan(5_000);
    });

    test("takes a long opening, and one with a payload", async () => {
      const script = `v='${"x".repeat(40_000)}'\necho \${#v}; dd bs=512 count=1 iflag=fullblock status=none`;
      const opening: Frame = { script, kind: "own", deadline: 5_000, payload: everyByte };
      const { opened } = await connection.openShell(library, undefined, opening);
      expect(Buffer.from(opened?.stdout.head ?? []).equals(Buffer.concat([Buffer.from("40000\n"), everyByte]))).toBe(
        true,
      );
    });

    test("an opening that never answers ends the shell at its deadline", async () => {
      const opening: Frame = { script: "sleep 300", kind: "own", deadline: 300 };
      const error = await connection.openShell(library, undefined, opening).catch((cause: unknown) => cause);
      expect([codeOf(error), hintOf(error)]).toEqual(["RB5008", "its processes were ended"]);
    });

    test("an opening that ends the shell is told as a frame that may have begun", async () => {
      const opening: Frame = { script: "exit 3", kind: "own", deadline: 5_000 };
      const error = await connection.openShell(library, undefined, opening).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    });

    test("comes to its orderly end before its connection is closed", async () => {
      const mark = `/tmp/runbook-end-${randomInt(1_000_000_000)}`;
      const other = await open();
      const ending = await other.openShell(`goodbye() { echo "$0 ended" >${mark}; }`, undefined);
      await ending.run({ script: "true", kind: "own", deadline: 5_000 });
      await other.close();
      expect(text((await run(`cat ${mark} && rm ${mark}`)).stdout)).toBe("sh ended\n");
    });

    test("ends text of others that nobody will hear, when it is closed, and lets our own come to its end", async () => {
      const long = `300.${randomInt(1_000_000)}`;
      const mark = `/tmp/runbook-end-${randomInt(1_000_000_000)}`;
      const other = await open();
      const [theirs, ours] = [await other.openShell("", undefined), await other.openShell("", undefined)];
      const looking = theirs.run({ script: `touch ${mark}.1; sleep ${long}`, kind: "user", deadline: 60_000 });
      const acting = ours.run({ script: `touch ${mark}.2; sleep 1; touch ${mark}.3`, kind: "own", deadline: 60_000 });
      const ends = Promise.all([looking, acting].map((frame) => frame.catch((cause: unknown) => cause)));
      const there = async (name: string) => (await run(`ls ${mark}.${name}`)).status === 0;
      await expect.poll(async () => (await there("1")) && there("2"), { timeout: 5_000 }).toBe(true);
      await other.close();
      expect((await ends)[0]).toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
      const still = async () => text((await run(`ps -eo args | grep -c '[s]leep ${long}'; :`)).stdout).trim();
      await expect.poll(still, { timeout: 5_000 }).toBe("0");
      await expect.poll(() => there("3"), { timeout: 5_000 }).toBe(true);
      await run(`rm ${mark}.*`);
    });

    test("leaves no shell behind when it is closed", async () => {
      const other = await open();
      const kept = await other.openShell("", undefined);
      const pid = text((await kept.run({ script: "echo $$", kind: "own", deadline: 5_000 })).stdout).trim();
      await other.close();
      await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5_000 }).toBe(false);
      const late = await kept.run({ script: "true", kind: "own", deadline: 5_000 }).catch((cause: unknown) => cause);
      expect(late).toMatchObject({ started: false });
      await other.close();
    });
  });
}

/** The code of a problem, or what was thrown instead. */
export function codeOf(error: unknown): unknown {
  return error instanceof ProblemError ? error.problems[0]?.code : error;
}

/** The hint of a problem. */
export function hintOf(error: unknown): string | undefined {
  return error instanceof ProblemError ? error.problems[0]?.hint : undefined;
}
