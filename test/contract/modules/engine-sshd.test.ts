import { describe } from "vitest";
import { sshdExamples } from "../../support/example-hosts.ts";
import { examplesHold } from "../../support/examples-on-host.ts";
import { canRunRealLab, whyNoRealLab } from "../../support/real-lab.ts";

describe.skipIf(!canRunRealLab)(`examples on a real sshd host (${whyNoRealLab ?? "root, sshd, sudo"})`, () =>
  examplesHold(sshdExamples),
);
