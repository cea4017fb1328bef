import { type ProblemError, problem } from "../problems/problem.ts";
import type { ChannelEnd, Link } from "./byte-channel.ts";
import { OutputCapture } from "./captured-output.ts";
import type { Become } from "./connection.ts";
import type { FrameExchange } from "./frame-exchange.ts";
import type { ShellStream } from "./shell-stream.ts";
import { type Launch, readyMarker } from "./shell-text.ts";
import { visible } from "./visible.ts";

/** What is known of a shell that should start. */
export interface Start {
  readonly link: Link;
  readonly stream: ShellStream;
  readonly become: Become | undefined;
  readonly launch: Launch;
  readonly nonce: string;
  /** A first frame, sent right behind the shell's text. */
  readonly opening: FrameExchange | undefined;
  readonly deadline: number;
}

const noiseLimit = 256 * 1024;

/**
 * Starts the shell's text on a stream and waits for its greeting; returns its pid. What the login prints before is skipped;
 * what comes behind it belongs to the opening frame.
 * RB4010 when sudo refuses, RB4013 when what answers is no shell.
 */
export async function startShell(start: Start): Promise<number> {
  const { link, stream, launch, nonce, opening } = start;
  const { greeting, late } = hearGreeting(start);
  greeting.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  try {
    await stream.open(link, launch.command);
    timer = setTimeout(late, start.deadline);
    const text = Buffer.from(`${launch.input}${nonce}\n`);
    stream.write(opening ? Buffer.concat([text, opening.bytes]) : text);
    return await greeting;
  } catch (error) {
    stream.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The greeting, and what ends the waiting for it. */
function hearGreeting({ link, stream, become, opening, deadline }: Start): {
  readonly greeting: Promise<number>;
  readonly late: () => void;
} {
  const stdout = new OutputCapture(4096);
  const stderr = new OutputCapture(4096);
  let late = () => {};
  const greeting = new Promise<number>((resolve, reject) => {
    const heard = (capture: OutputCapture) => (chunk: Buffer) => {
      capture.take(chunk);
      if (capture.bytes > noiseLimit) reject(unusable(link, stdout, stderr, "never stopped talking"));
    };
    const greeted = { stdout: "", stderr: false };
    const found = () => {
      if (greeted.stdout === "" || !greeted.stderr) return;
      if (/^\d{1,10}$/.test(greeted.stdout)) resolve(Number(greeted.stdout));
      else reject(unusable(link, stdout, stderr, "greeted us without the number of its process"));
    };
    stream.stdout.begin({
      marker: Buffer.from(`${readyMarker} `),
      output: heard(stdout),
      found: (pid) => {
        greeted.stdout = pid || "none";
        opening?.listenTo("stdout", stream);
        found();
      },
    });
    stream.stderr.begin({
      marker: Buffer.from(readyMarker),
      output: heard(stderr),
      found: () => {
        greeted.stderr = true;
        opening?.listenTo("stderr", stream);
        found();
      },
    });
    stream.onClosed((end) => {
      const refused = become !== undefined && end.reason === undefined;
      reject(refused ? refusedBy(link, become, stderr) : unusable(link, stdout, stderr, endText(end)));
    });
    late = () => {
      stream.flush();
      reject(unusable(link, stdout, stderr, `gave no shell within ${deadline / 1000} s`));
    };
  });
  return { greeting, late };
}

function refusedBy(link: Link, become: Become, stderr: OutputCapture): ProblemError {
  const said = visible(stderr.captured().head).replace(/^sudo: /, "");
  return problem("RB4010", `${link.host}: sudo did not let us become ${become.user}: ${said || "it gave no reason"}`, {
    hint: `the login user needs a sudoers rule such as "LOGIN ALL=(${become.user}) NOPASSWD: ALL"; see sudo -l on the host`,
  });
}

function unusable(link: Link, stdout: OutputCapture, stderr: OutputCapture, how: string): ProblemError {
  const said = [stdout, stderr].map((capture) => visible(capture.captured().head)).filter((text) => text !== "");
  const words = said.length === 0 ? "" : `; it said: ${said.join(" / ")}`;
  const { name, trial } = link.starter ?? { name: "the login shell", trial: "sh -c 'echo hello'" };
  if (/Password change required/.test(words)) {
    return problem("RB4013", `${link.host}: the login user's password has expired${words}`, {
      hint: "log in by hand once to change it",
    });
  }
  return problem("RB4013", `${link.host}: ${name} did not start sh but ${how}${words}`, {
    hint: link.starter
      ? `this must work ${link.starter.place}: ${trial}`
      : `the login shell must be able to run: ${trial}`,
  });
}

function endText(end: ChannelEnd): string {
  if (end.reason !== undefined) return `was cut off (${end.reason})`;
  if (end.signal !== undefined) return `was killed by ${end.signal}`;
  return end.status === undefined ? "ended" : `ended with status ${end.status}`;
}
