import { ownValue, type Value, type ValueMap } from "../expression/value.ts";
import type { Project } from "../modules/contract/define-module.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Kind, Kinds, ParametersOf, Where } from "../schema/kind.ts";
import { mapping, oneOf, optional, secretText, text } from "../schema/kinds.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { credentialModes } from "./credential-mode.ts";
import { type Credentials, checkCredentials, type NamedBytes } from "./credentials.ts";

const keys = {
  mode: oneOf(credentialModes, "`jwt` or `oauth`: what the build takes, as `campaign.credential_mode` says."),
  ims_org: text("Organization id, `...@AdobeOrg`."),
  client_id: text("Client id of the project's credential."),
  technical_account_id: text("Technical account id, `...@techacct.adobe.com` (not the technical account's email)."),
  client_secret: secretText("Client secret."),
  private_key_file: optional(
    text("Private key of a JWT credential: a PEM file beside the runbook or an absolute path."),
  ),
  private_key: optional(secretText("The private key itself, instead of its file.")),
  certificate_file: optional(text("The certificate that was uploaded; when given, it must be the key's and valid.")),
} as const satisfies Kinds;

/** What an operator copied from the Developer Console, as parameters. Empty text counts as not given. */
export type CredentialParameters = ParametersOf<typeof keys>;

/** The parameter `credentials` of the modules that need them all. */
export const credentialsParameter: Kind<CredentialParameters> = {
  ...mapping(`A mapping with ${Object.keys(keys).map(codeOf).join(", ")}; the last three may be empty.`),
  jsonSchema: {
    type: ["object", "string"],
    properties: Object.fromEntries(Object.entries(keys).map(([name, kind]) => [name, kind.jsonSchema])),
    additionalProperties: false,
  },
  parse: parseCredentials,
};

/** Reads the files that the parameters name and checks everything. RB2107, RB6003. */
export async function credentialsFrom(given: CredentialParameters, project: Project): Promise<Credentials> {
  const { mode, ims_org, client_id, technical_account_id, client_secret } = given;
  const fields = {
    organization: ims_org,
    clientId: client_id,
    technicalAccountId: technical_account_id,
    clientSecret: client_secret,
  };
  if (mode === "oauth") return checkCredentials({ mode, fields }, project.now());
  const key = keyOf(given.private_key) ?? (await named(given.private_key_file, project));
  const certificate = await named(given.certificate_file, project);
  return checkCredentials({ mode, fields, key, certificate }, project.now());
}

function parseCredentials(value: Value | undefined, where: Where): CredentialParameters {
  const map = mapping("Credentials.").parse(value, where);
  const unknown = Object.keys(map).find((name) => !Object.hasOwn(keys, name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, Object.keys(keys));
    throw problem("RB1103", `"${where.name}" has no key "${unknown}"`, { at: where.at, hint });
  }
  const one = <T>(kind: Kind<T>, name: keyof typeof keys): T =>
    kind.parse(given(map, name), { name: `${where.name}.${name}`, at: where.at });
  return {
    mode: one(keys.mode, "mode"),
    ims_org: one(keys.ims_org, "ims_org"),
    client_id: one(keys.client_id, "client_id"),
    technical_account_id: one(keys.technical_account_id, "technical_account_id"),
    client_secret: one(keys.client_secret, "client_secret"),
    private_key_file: one(keys.private_key_file, "private_key_file"),
    private_key: one(keys.private_key, "private_key"),
    certificate_file: one(keys.certificate_file, "certificate_file"),
  };
}

/** `null` and, where nothing is required, empty text stand for "not given". */
function given(map: ValueMap, name: keyof typeof keys): Value | undefined {
  const value = ownValue(map, name);
  return value === null || (value === "" && !keys[name].required) ? undefined : value;
}

function keyOf(key: string | SecretText | undefined): NamedBytes | undefined {
  if (key === undefined) return undefined;
  return { name: "private_key", bytes: new TextEncoder().encode(key instanceof SecretText ? key.reveal() : key) };
}

async function named(name: string | undefined, project: Project): Promise<NamedBytes | undefined> {
  return name === undefined ? undefined : { name, bytes: await project.readFile(name) };
}

function codeOf(name: string): string {
  return `\`${name}\``;
}
