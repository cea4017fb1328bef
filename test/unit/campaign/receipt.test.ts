import { describe, expect, test } from "vitest";
import type { Credentials } from "../../../src/campaign/credentials.ts";
import { formatReceipt, parseReceipt, receiptOf, sameReceipt } from "../../../src/campaign/receipt.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";

const key = new Uint8Array(32).fill(7);
const place = { file: "/c/config-camp1.xml", ims: Buffer.from(`<ims authIMSTAClientId="c"/>`) };
const secret = (text: string) => new SecretText("s", text);
const credentials: Credentials = {
  mode: "jwt",
  fields: { organization: "o", clientId: "c", technicalAccountId: "t", clientSecret: secret("top-secret") },
  key: secret("QUJD"),
  warnings: [],
};
const receipt = receiptOf(credentials, key, place);

describe("receipts", () => {
  test("say the same for the same inputs and the same element", () => {
    expect(sameReceipt(receipt, receiptOf({ ...credentials, warnings: ["soon"] }, key, place))).toBe(true);
    expect(sameReceipt(parseReceipt(formatReceipt(receipt)), receipt)).toBe(true);
    expect(sameReceipt(undefined, receipt)).toBe(false);
  });

  test.each<[string, Partial<Credentials>]>([
    ["mode", { mode: "oauth" }],
    ["organization", { fields: { ...credentials.fields, organization: "x" } }],
    ["client id", { fields: { ...credentials.fields, clientId: "x" } }],
    ["technical account", { fields: { ...credentials.fields, technicalAccountId: "x" } }],
    ["secret", { fields: { ...credentials.fields, clientSecret: secret("x") } }],
    ["key", { key: secret("x") }],
  ])("tell another %s", (_what, other) => {
    expect(sameReceipt(receipt, receiptOf({ ...credentials, ...other }, key, place))).toBe(false);
  });

  test("tell another host key, another element, another file", () => {
    expect(sameReceipt(receipt, receiptOf(credentials, new Uint8Array(32), place))).toBe(false);
    expect(sameReceipt(receipt, receiptOf(credentials, key, { ...place, ims: Buffer.from("<ims/>") }))).toBe(false);
    expect(sameReceipt(receipt, receiptOf(credentials, key, { ...place, file: "/d" }))).toBe(false);
  });

  test("neighbouring fields cannot be shifted into each other", () => {
    const shifted = { ...credentials.fields, clientId: "ct", technicalAccountId: "" };
    expect(receiptOf({ ...credentials, fields: shifted }, key, place).inputs).not.toBe(receipt.inputs);
  });

  test("hold no input", () => {
    expect(formatReceipt(receipt)).not.toMatch(/top-secret|QUJD/);
    expect(Object.keys(JSON.parse(formatReceipt(receipt)))).toEqual(["receipt", "version", "file", "inputs", "ims"]);
  });

  test.each(["", "{", "null", "[]", `{"version":1}`, `{"version":2,"file":"a","inputs":"b","ims":"c"}`])(
    "%j is no receipt",
    (text) => expect(parseReceipt(text)).toBeUndefined(),
  );
});
