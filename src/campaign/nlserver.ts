import type { RunCommand } from "../changes/change.ts";

/**
 * POSIX sh that stands before every call of nlserver: `$1`, the product's folder, goes; its `env.sh` is read, because only
 * login shells of neolane have it, and `customer.sh`, which may move the data folder; `$nlserver` is the program, from the
 * PATH where the folder has none.
 */
export const productEnvironment = `product=$1
shift
if [ -r "$product/env.sh" ]; then . "$product/env.sh" >/dev/null 2>&1; fi
if [ -z "\${XTK_VAR_DIR-}" ] && [ -r "$product/customer.sh" ]; then . "$product/customer.sh" >/dev/null 2>&1; fi
nlserver=nlserver
if [ -x "$product/bin/nlserver" ]; then nlserver=$product/bin/nlserver; fi
`;

/** Milliseconds that any call of nlserver may take. */
export const callDeadline = 180_000;

/** The change that runs nlserver once with these arguments, in the product's environment. */
export function callOfNlserver(product: string, words: readonly string[]): RunCommand {
  return {
    kind: "run-command",
    run: { script: `${productEnvironment}exec "$nlserver" "$@"`, args: [product, ...words] },
    shown: ["nlserver", ...words].join(" "),
    secrets: {},
    environment: {},
    writes: [],
    deadline: callDeadline,
  };
}
