import { generateKeyPair, randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { replaceFile } from "../secrets/replace-file.ts";
import { practiceOrganization } from "./instance-file.ts";

/**
 * Writes `answers.yaml`, the answers to what the Triggers runbook asks for, and the RSA key that it names; both 0600, both
 * kept when they are there. Nothing in them is valid anywhere.
 */
export async function keepAnswers(folder: string): Promise<string> {
  const path = join(folder, "answers.yaml");
  if ((await stat(path).catch(() => undefined)) !== undefined) return path;
  const keyFile = join(folder, "private.key");
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await replaceFile(keyFile, privateKey, 0o600);
  await replaceFile(path, answers(keyFile), 0o600);
  return path;
}

function answers(keyFile: string): string {
  return `# Answers for practice: runbook apply triggers-io.yaml -e @this-file. They are random and valid nowhere.
ims_org: ${JSON.stringify(practiceOrganization)}
client_id: ${JSON.stringify(randomBytes(16).toString("hex"))}
technical_account_id: ${JSON.stringify(`${randomBytes(12).toString("hex").toUpperCase()}@techacct.adobe.com`)}
client_secret: ${JSON.stringify(`p8e-${randomBytes(16).toString("hex")}`)}
private_key_file: ${JSON.stringify(keyFile)}
# Adobe has retired JWT credentials; practice hosts with older builds take them all the same.
accept_retired_jwt: true
`;
}
