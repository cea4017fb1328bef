import { problem } from "../../problems/problem.ts";
import type { LocatedScalar } from "../../source/located.ts";
import { placeOf } from "../../source/span.ts";
import { SecretText } from "../secret-text.ts";

/**
 * The secret that a scalar is: a `!vault` value, opened when somebody needs it, or a text or number of a file that was
 * vaulted; `undefined` for all else. Neither is ever a template: RB3204 for what looks like one in a vaulted file. `reveal`
 * throws RB3201 to RB3203 for a value that cannot be opened.
 */
export function vaultedText(scalar: LocatedScalar): SecretText | undefined {
  const { file } = scalar.span;
  if (scalar.tag === "!vault") return new SecretText(nameOf(scalar), () => opened(scalar));
  if (!file.vaulted || (typeof scalar.value !== "string" && typeof scalar.value !== "number")) return undefined;
  const secret = new SecretText(nameOf(scalar), plainText(scalar.source, scalar));
  file.opener?.heard(secret);
  return secret;
}

function opened(scalar: LocatedScalar): string {
  const { opener } = scalar.span.file;
  if (!opener) {
    throw problem("RB3201", "a vaulted value cannot be opened here", {
      at: scalar.span,
      hint: "Put it into the inventory, or a file of -e, and use its variable.",
    });
  }
  const text = opener.open(scalar.source, scalar.span);
  opener.heard(new SecretText(nameOf(scalar), text));
  return text;
}

/** What looks like a template would go to a host as it is. */
function plainText(text: string, { span, tag }: LocatedScalar): string {
  if (tag === "!unsafe" || !/\{[{%]/.test(text)) return text;
  throw problem("RB3204", "a vaulted text is never a template", {
    at: span,
    hint: 'Keep only the secret in the vault, and write the template outside: "{{ name }}/path". "!unsafe" in a vaulted file says that braces are meant.',
  });
}

function nameOf({ span }: LocatedScalar): string {
  return placeOf(span).replace(/:\d+$/, "");
}
