import { connect, type Socket } from "node:net";
import { type ProblemError, problem } from "../problems/problem.ts";
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
    const timer = setTimeout(() => fail(tooLate(target)), target.connectDeadline);
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
      return problem("RB4003", `${target.name}: the name ${target.address} cannot be resolved`, {
        cause,
        hint: "set ansible_host to an address, or correct the host's name",
      });
    case "ETIMEDOUT":
      return tooLate(target);
    default:
      return problem("RB4001", `${place} cannot be reached (${code ?? cause.message})`, { cause });
  }
}
