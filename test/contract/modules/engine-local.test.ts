import { describe } from "vitest";
import { localExamples } from "../../support/example-hosts.ts";
import { examplesHold } from "../../support/examples-on-host.ts";

describe("examples on this machine, through the kept shell", () => examplesHold(localExamples));
