import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { Vault } from "../../../src/secrets/vault/vault.ts";
import { sealed, unsealed } from "../../../src/secrets/vault/vault-cipher.ts";
import { parseVault, renderVault } from "../../../src/secrets/vault/vault-text.ts";

/** Written by ansible-vault 2.14, with the password "hunter22". */
const fromAnsible = `$ANSIBLE_VAULT;1.1;AES256
33353134366366666533643239666361353033636237663666653066356261343638336564316262
3930616564623462613665346561363939653966353531360a613663643237663232383866393833
37323262316162306532306265356232626336336263373039666531356536333730373965343434
6663626139616339610a393663353933376438303730323430353565346261376536396661383361
64393734353135363536643738643563613737663639313762663639313365353433
`;
const plain = "password: s3cret\nport: 8080\n";

const vault = (...passwords: readonly (readonly [id: string, password: string])[]) =>
  new Vault(passwords.map(([id, password]) => ({ id, password: new SecretText(id, password) })));
const salt = Buffer.alloc(32, 7);

describe("a vault text of ansible-vault", () => {
  test("is opened by its password", () => {
    expect(vault(["default", "hunter22"]).open(fromAnsible)).toBe(plain);
  });

  test("is opened by any of several passwords", () => {
    expect(vault(["a", "no"], ["b", "hunter22"]).open(fromAnsible)).toBe(plain);
  });

  test("survives Windows line ends and indentation", () => {
    expect(vault(["default", "hunter22"]).open(fromAnsible.replaceAll("\n", "\r\n  "))).toBe(plain);
  });

  test("is not opened by another password, nor by none", () => {
    expect(() => vault(["default", "hunter2"]).open(fromAnsible)).toThrow(
      /none of the vault passwords \(default\) opens this/,
    );
    expect(() => vault().open(fromAnsible)).toThrow(/no vault password was given/);
  });
});

describe("a vault text of ours", () => {
  test("names the id of its password, unless that is the default", () => {
    const two = vault(["default", "one"], ["prod", "two"]);
    const text = two.seal(Buffer.from(plain), { id: "prod", salt });
    expect(text.split("\n")[0]).toBe("$ANSIBLE_VAULT;1.2;AES256;prod");
    expect(vault(["prod", "two"]).open(text)).toBe(plain);
    expect(two.seal(Buffer.from(plain), { id: "default", salt }).split("\n")[0]).toBe("$ANSIBLE_VAULT;1.1;AES256");
    expect(text.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  test("wants to know which of several passwords", () => {
    const two = vault(["a", "one"], ["b", "two"]);
    expect(() => two.seal(Buffer.from("x"), { id: undefined, salt })).toThrow(
      /several vault passwords were given \(a, b\)/,
    );
    expect(() => two.seal(Buffer.from("x"), { id: "c", salt })).toThrow(/no vault password with the id "c"/);
  });

  test("opens to the same bytes, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (bytes, random) => {
          const text = renderVault(sealed(bytes, { password: "p", salt: random, label: undefined }));
          expect(unsealed(parseVault(text), "p")).toEqual(Buffer.from(bytes));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("does not open when any byte was changed", () => {
    const made = sealed(Buffer.from(plain), { password: "p", salt, label: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom("salt", "mac", "ciphertext"),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (part, at, by) => {
          const bytes = Buffer.from(made[part]);
          bytes.writeUInt8((bytes[at % bytes.length] ?? 0) ^ by, at % bytes.length);
          expect(unsealed({ ...made, [part]: bytes }, "p")).toBeUndefined();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("what is no vault text", () => {
  test.each([
    ["another format", "$ANSIBLE_VAULT;1.0;AES\n00\n", /RB3203|format "1.0" with AES is not supported/],
    ["nothing", "$ANSIBLE_VAULT;1.1;AES256\n", /damaged/],
    ["half of one", fromAnsible.slice(0, 200), /damaged/],
    ["other characters", fromAnsible.replace("3", "x"), /damaged/],
    ["a text", "hello", /no Ansible Vault text/],
  ])("%s", (_, text, message) => {
    expect(() => vault(["default", "hunter22"]).open(text)).toThrow(message);
  });
});

test("a secret is opened when it is needed, once", () => {
  let opened = 0;
  const secret = new SecretText("x", () => {
    opened += 1;
    return "text";
  });
  expect(`${secret}`).toBe("(secret x)");
  expect(opened).toBe(0);
  expect([secret.reveal(), secret.reveal()]).toEqual(["text", "text"]);
  expect(opened).toBe(1);
});
