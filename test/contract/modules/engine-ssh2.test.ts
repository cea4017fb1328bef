import { describe } from "vitest";
import { practiceExamples } from "../../support/example-hosts.ts";
import { examplesHold } from "../../support/examples-on-host.ts";

describe("examples on a practice host, by ssh2", () => examplesHold(practiceExamples));
