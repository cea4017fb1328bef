import type { CredentialParameters } from "../../src/campaign/credential-parameters.ts";
import { SecretText } from "../../src/secrets/secret-text.ts";
import { rsaPair } from "./self-signed.ts";

/** A real key, made once for a test file. */
export const practiceKey = rsaPair();

/** Credentials as a runbook hands them over; `private.key` lies beside it. */
export function givenCredentials(given: Partial<CredentialParameters> = {}): CredentialParameters {
  return {
    mode: "oauth",
    ims_org: "0A1B2C3D4E5F60718293A4B5@AdobeOrg",
    client_id: "0123456789abcdef0123456789abcdef",
    technical_account_id: "0123456789ABCDEF01234567@techacct.adobe.com",
    client_secret: new SecretText("client_secret", "p8e-canary-0123456789"),
    private_key_file: undefined,
    private_key: undefined,
    certificate_file: undefined,
    ...given,
  };
}
