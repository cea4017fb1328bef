import type { AuthenticationType, AuthHandlerMiddleware, NextAuthHandler, Prompt } from "ssh2";
import type { PasswordLeave } from "./password-gate.ts";
import type { SshTarget } from "./ssh-target.ts";
import type { LoginMethods } from "./ssh2-login-methods.ts";
import type { LoginProgress } from "./ssh2-login-request.ts";

/** What a login with a password goes through. */
export interface LoginSteps {
  readonly gate: PasswordLeave;
  /** Is told what the host wants and we do not have. */
  readonly progress: LoginProgress;
  /** Ends the login when the password must not be sent any more. */
  readonly stop: (error: unknown) => void;
}

/** What a login with a password needs, and how it is told of the end. */
export interface LoginOrder {
  readonly next: AuthHandlerMiddleware;
  /** What became of the login. */
  ended(outcome: "accepted" | "refused" | "unknown"): void;
}

/**
 * Keys first; then the password once: as "password" where the host takes that, else as the only hidden answer of a
 * keyboard-interactive login.
 */
export function loginOrder(
  { user: username, name }: SshTarget,
  { methods, password }: LoginMethods,
  { gate, progress, stop }: LoginSteps,
): LoginOrder {
  const left = [...methods];
  let asked = false;
  let sent = false;
  let over = false;
  let leave: ((outcome: "accepted" | "refused" | "unknown") => void) | undefined;
  const sendPassword = (allowed: readonly AuthenticationType[], next: NextAuthHandler) => {
    if (password === undefined || sent) return giveUp(next);
    sent = true;
    const interactive = !allowed.includes("password") && allowed.includes("keyboard-interactive");
    if (!interactive && !allowed.includes("password")) return giveUp(next);
    gate.enter(name).then((told) => {
      leave = told;
      if (over) return told("unknown");
      if (interactive)
        next({ type: "keyboard-interactive", username, prompt: answerOnce(password.reveal(), progress) });
      else next({ type: "password", username, password: password.reveal() });
    }, stop);
  };
  return {
    next(allowed, partial, next) {
      if (partial === true && allowed) progress.more = allowed;
      const method = left.shift();
      if (method !== undefined) return next(method);
      if (password !== undefined && !allowed && !asked) {
        asked = true;
        return next({ type: "none", username });
      }
      sendPassword(allowed ?? [], next);
    },
    ended(outcome) {
      over = true;
      leave?.(outcome);
    },
  };
}

/** `false` ends the login; ssh2's types do not know it. */
function giveUp(next: NextAuthHandler): void {
  Reflect.apply(next, undefined, [false]);
}

/** Answers the first hidden question, and no other. */
function answerOnce(answer: string, progress: LoginProgress) {
  let answered = false;
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: readonly Prompt[],
    finish: (answers: string[]) => void,
  ) => {
    const hidden = prompts.length === 1 && prompts[0]?.echo !== true && !answered;
    if (hidden) answered = true;
    else if (prompts.length > 0) progress.question = prompts.map(({ prompt }) => prompt.trim()).join(" ");
    finish(hidden ? [answer] : prompts.map(() => ""));
  };
}
