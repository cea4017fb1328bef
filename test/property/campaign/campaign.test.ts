import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBuild } from "../../../src/campaign/build.ts";
import { faultsOfFields } from "../../../src/campaign/credential-fields.ts";
import { checkPrivateKey } from "../../../src/campaign/private-key.ts";
import { parseProcesses } from "../../../src/campaign/processes.ts";
import { formatReceipt, parseReceipt, receiptOf } from "../../../src/campaign/receipt.ts";
import { supportOf } from "../../../src/campaign/support.ts";
import { rsaPair } from "../../support/self-signed.ts";

const sha = fc.stringMatching(/^[0-9a-f]{7}$/);
const clean = fc.stringMatching(/^[!-.0-~]{1,40}$/);

describe("what nlserver prints", () => {
  test("any banner around any build is understood", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 99_999 }),
        sha,
        fc.stringMatching(/^[\d:]{0,8} > {1,3}[A-Za-z ]{0,30}$/),
        (number, commit, lead) => {
          expect(parseBuild(`${lead}(7.0 20.2 build ${number}@${commit}) of 01/02/2021\n`)).toEqual({
            number,
            sha: commit,
            release: "7.0 20.2",
          });
        },
      ),
    );
  });

  test("no text makes the parsers fail", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        parseBuild(text);
        parseProcesses(text);
        parseReceipt(text);
      }),
    );
  });

  test("every build gets one of three answers, and a reason", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.option(sha, { nil: undefined }), (number, commit) => {
        const { verdict, because } = supportOf({ number, ...(commit && { sha: commit }) });
        expect(["supported", "unsupported", "unknown"]).toContain(verdict);
        expect(because).not.toBe("");
      }),
    );
  });
});

describe("credentials", () => {
  const { pem } = rsaPair();

  test("a key of which a byte is not PEM text is never accepted", () => {
    const bytes = Buffer.from(pem);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0x80, max: 0xff }), (place, byte) => {
        const damaged = Buffer.from(bytes);
        damaged[place] = byte;
        expect(checkPrivateKey(damaged).usable).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("base64 of PEM text never holds the option's separator", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/= \n-]{0,200}$/), (text) => {
        expect(Buffer.from(text).toString("base64")).toMatch(/^[A-Za-z0-9]*={0,2}$/);
      }),
    );
  });

  test("no fault ever shows the secret", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), (clientSecret, clientId) => {
        const faults = faultsOfFields({
          organization: "",
          clientId,
          technicalAccountId: "",
          clientSecret: `§${clientSecret}`,
        });
        for (const { message, hint } of faults) expect(`${message}${hint}`).not.toContain(`§${clientSecret}`);
      }),
    );
  });

  test("a receipt survives its file, and two sets of inputs never share one", () => {
    const fields = fc.record({ organization: clean, clientId: clean, technicalAccountId: clean, clientSecret: clean });
    const key = new Uint8Array(32).fill(1);
    const place = { file: "/f", ims: new Uint8Array([1]) };
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const [first, second] = [one, other].map((given) =>
          receiptOf({ mode: "oauth", fields: given, warnings: [] }, key, place),
        );
        if (first === undefined || second === undefined) throw new Error("no receipt");
        expect(parseReceipt(formatReceipt(first))).toEqual(first);
        expect(first.inputs === second.inputs).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});
