import { SecretText } from "../secrets/secret-text.ts";

/** The four fields that both options of `nlserver config` take, in the order in which they take them. */
export interface CredentialFields {
  readonly organization: string;
  readonly clientId: string;
  readonly technicalAccountId: string;
  readonly clientSecret: string | SecretText;
}

/** What is wrong with a credential, in words that never show a secret, and the way out. */
export interface Fault {
  readonly message: string;
  readonly hint: string;
}

const copyAgain = "Copy the value again from the credential's page in the Developer Console.";

/**
 * Every fault of the fields: empty ones, characters that would break `Org/Client/Account/Secret` apart ("/" has no documented
 * escape; white space and control characters are slips of the clipboard), and shapes that tell swapped fields.
 */
export function faultsOfFields(fields: CredentialFields): readonly Fault[] {
  const { organization, clientId, technicalAccountId, clientSecret } = fields;
  return [
    ...faultsOf("Organization id", organization, wrongOrganization),
    ...faultsOf("client id", clientId, wrongClientId),
    ...faultsOf("technical account id", technicalAccountId, wrongAccount),
    ...faultsOf("client secret", textOf(clientSecret), () => undefined),
  ];
}

/** The text of a field that may be secret: for checks, HMACs and the host's standard input only. */
export function textOf(field: string | SecretText): string {
  return field instanceof SecretText ? field.reveal() : field;
}

function faultsOf(name: string, text: string, wrongShape: (text: string) => string | undefined): Fault[] {
  const wrong = wrongCharacters(text) ?? wrongShape(text);
  return wrong === undefined ? [] : [{ message: `the ${name} ${wrong}`, hint: copyAgain }];
}

function wrongCharacters(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.includes("/")) return 'holds a "/", which separates the fields of the command and cannot be escaped';
  if (/\s/.test(text)) return "holds white space";
  return /^[!-~]+$/.test(text) ? undefined : "holds characters that are not printable ASCII";
}

function wrongOrganization(text: string): string | undefined {
  if (isAccount(text)) return "is a technical account id (it ends in @techacct.adobe.com)";
  return isOrganization(text) ? undefined : "must be 24 hexadecimal digits and @AdobeOrg";
}

function wrongClientId(text: string): string | undefined {
  if (isOrganization(text)) return "is an Organization id (it ends in @AdobeOrg)";
  return isAccount(text) ? "is a technical account id (it ends in @techacct.adobe.com)" : undefined;
}

function wrongAccount(text: string): string | undefined {
  if (isOrganization(text)) return "is an Organization id (it ends in @AdobeOrg)";
  return isAccount(text) ? undefined : "must end in @techacct.adobe.com";
}

function isOrganization(text: string): boolean {
  return /^[0-9A-F]{24}@AdobeOrg$/i.test(text);
}

function isAccount(text: string): boolean {
  return /^[^@]+@techacct\.adobe\.com$/i.test(text);
}
