import { connect, isIP, type Socket } from "node:net";
import { type ProblemError, problem } from "../problems/problem.ts";
import { EarlyDropError } from "./early-drop.ts";
import { placeOf, type SshTarget } from "./ssh-target.ts";

/**
 * A TCP connection without Nagle's delay, within the target's connect deadline. Later errors destroy the socket, and who
 * uses it finds it so. RB4001, RB4002, RB4003.
 */
export function openSocket(target: SshTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.address, port: target.port, noDelay: true });
    const fail = (error: ProblemError) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(resolved ? tooLate(target) : nameless(target)), target.connectDeadline);
    let resolved = isIP(target.address) !== 0;
    socket.once("lookup", () => {
      resolved = true;
    });
    socket.on("error", (cause) => fail(refusal(target, cause)));
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

function tooLate(target: SshTarget): ProblemError {
  return problem("RB4002", `${placeOf(target)} did not answer within ${target.connectDeadline / 1000} s`, {
    hint: "is the host up, and does a firewall let this port through?",
  });
}

function nameless({ name, address, connectDeadline }: SshTarget, cause?: Error): ProblemError {
  const late = cause === undefined ? ` within ${connectDeadline / 1000} s` : "";
  const server =
    cause !== undefined && "code" in cause && cause.code === "ENOTFOUND" ? "" : "is the name server up? else ";
  return problem("RB4003", `${name}: the name ${address} cannot be resolved${late}`, {
    cause,
    hint: `${server}set ansible_host to an address, or correct the host's name`,
  });
}

function refusal(target: SshTarget, cause: Error): ProblemError {
  const code = "code" in cause ? cause.code : undefined;
  const place = placeOf(target);
  switch (code) {
    case "ECONNREFUSED":
      return problem("RB4001", `${place} refused the connection`, {
        cause,
        hint: "is sshd running, and on this port?",
      });
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return nameless(target, cause);
    case "ETIMEDOUT":
      return tooLate(target);
    case "ECONNRESET":
      return new EarlyDropError(`${place} closed the connection before the login`, cause);
    default:
      return problem("RB4001", `${place} cannot be reached (${code ?? cause.message})`, {
        cause,
        hint: "is the address right, and does a network or a firewall on the way let us through?",
      });
  }
}
