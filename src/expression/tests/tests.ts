import { comparisonTests } from "./comparison-tests.ts";
import { resultTests } from "./result-tests.ts";
import type { Test } from "./test.ts";
import { textTests } from "./text-tests.ts";
import { typeTests } from "./type-tests.ts";

/** Every test by name but `defined` and `undefined`, which alone take what is missing or unknown. */
export const tests: ReadonlyMap<string, Test> = new Map([
  ...typeTests,
  ...comparisonTests,
  ...textTests,
  ...resultTests,
]);
