import { expect, test } from "vitest";
import { remember } from "../../../src/formats/remember.ts";

test("a text that was met lately is not worked on again; one that was not lately is", () => {
  const worked: string[] = [];
  const length = remember(
    (text) => {
      worked.push(text);
      return { length: text.length };
    },
    { most: 2, longest: 5 },
  );
  expect(length("one", "a")).toBe(length("one", "b"));
  length("two", "");
  length("one", "");
  length("three", "");
  length("one", "");
  length("two", "");
  expect(worked).toEqual(["one", "two", "three", "two"]);
});

test("long texts are not kept, and a refusal is given again in the words of the new name", () => {
  let count = 0;
  const refuse = remember(
    (_text, name) => {
      count += 1;
      if (name !== "fine") throw new Error(`${name} is bad`);
      return { name };
    },
    { most: 2, longest: 5 },
  );
  expect(() => refuse("x", "a")).toThrow("a is bad");
  expect(() => refuse("x", "b")).toThrow("b is bad");
  refuse("longer", "fine");
  refuse("longer", "fine");
  expect(count).toBe(4);
});
