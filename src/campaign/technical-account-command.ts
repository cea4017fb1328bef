import type { RunCommand } from "../changes/change.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { textOf } from "./credential-fields.ts";
import type { CredentialMode } from "./credential-mode.ts";
import type { Credentials } from "./credentials.ts";
import type { Layout } from "./layout.ts";
import { callDeadline, productEnvironment } from "./nlserver.ts";

const calls: Readonly<Record<CredentialMode, string>> = {
  jwt: `exec "$nlserver" config "-instance:$1" "-setimsjwtauth:$2/$3/$4/$runbook_secret/$runbook_key"`,
  oauth: `exec "$nlserver" config "-instance:$1" "-setimsoauth:$2/$3/$4/$runbook_secret"`,
};

const onlyWay = "nlserver takes the secret only as an argument, so its own process list entry shows it while it runs";

/**
 * The change that hands credentials to nlserver. The script is constant; fields are its arguments, secrets its variables, so
 * that they stand in no argument list but nlserver's own. The instance is always named: without it nlserver means "default".
 */
export function technicalAccountCommand(instance: string, layout: Layout, credentials: Credentials): RunCommand {
  const { mode, fields, key } = credentials;
  const { organization, clientId, technicalAccountId } = fields;
  const option = mode === "jwt" ? "-setimsjwtauth" : "-setimsoauth";
  const hidden = mode === "jwt" ? "(secret)/(secret)" : "(secret)";
  return {
    kind: "run-command",
    run: {
      script: `${productEnvironment}${calls[mode]}`,
      args: [layout.product, instance, organization, clientId, technicalAccountId],
    },
    shown: `nlserver config -instance:${instance} ${option}:${organization}/${clientId}/${technicalAccountId}/${hidden}`,
    secrets: {
      runbook_secret: asSecret(fields.clientSecret),
      ...(key && { runbook_key: key }),
    },
    environment: {},
    writes: [layout.instanceFile],
    deadline: callDeadline,
    argumentSecret: onlyWay,
  };
}

function asSecret(text: string | SecretText): SecretText {
  return text instanceof SecretText ? text : new SecretText("client_secret", textOf(text));
}
