import { defineConfig } from "vitest/config";
import { times } from "./test/support/times.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 30_000 * times,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    pool: "forks",
    maxWorkers: 2,
  },
});
