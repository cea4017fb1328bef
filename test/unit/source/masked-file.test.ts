import { expect, test } from "vitest";
import { fileWithout, maskedFile } from "../../../src/source/masked-file.ts";

const file = { name: "answers.yaml", text: "client_secret: hush\nkey: |\n  -----BEGIN\n  a: b\n" };

test("a masked file shows its keys and its shape, nothing else", () => {
  expect(maskedFile(file).text).toBe("client_secret: ****\nkey: *\n  **********\n  ** *\n");
});

test("single places can be masked", () => {
  const span = { file, start: 15, end: 19 };
  expect(fileWithout(file, [span]).text).toBe(file.text.replace("hush", "****"));
});
