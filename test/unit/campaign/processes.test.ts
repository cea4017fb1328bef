import { describe, expect, test } from "vitest";
import { parseMissingModules } from "../../../src/campaign/missing-modules.ts";
import { parseProcesses, processOf } from "../../../src/campaign/processes.ts";

const banner =
  "12:09:54 >   Application server for Adobe Campaign Classic (7.0 20.2 build 9187@deadbee) of 12/22/2020\n";

describe("nlserver pdump", () => {
  test("names, instances and process ids; the watchdog has no instance", () => {
    const text = `${banner}syslogd@default (7611) - 9.2 MB\nwatchdog (27369) - 3.1 Mb\r\npipelined@demo (7832) - 11,5 Mo\n`;
    const processes = parseProcesses(text);
    expect(processes).toEqual([
      { name: "syslogd", instance: "default", pid: 7611 },
      { name: "watchdog", pid: 27369 },
      { name: "pipelined", instance: "demo", pid: 7832 },
    ]);
    expect(processOf(processes, "pipelined", "demo")?.pid).toBe(7832);
    expect(processOf(processes, "pipelined", "dem")).toBeUndefined();
  });

  test.each(["no task", "No task", "No tasks"])("%j means that nothing runs", (text) => {
    expect(parseProcesses(`${banner}${text}\n`)).toEqual([]);
  });

  test("what -who adds is not taken for processes", () => {
    const text = `${banner}web@default (28671) - 40.5 MB\nConnections ---\nmta@demo (1) - 1.0 MB\n`;
    expect(parseProcesses(text).map(({ name }) => name)).toEqual(["web"]);
  });
});

describe("nlserver monitor -missing", () => {
  test("lists what should run and does not", () => {
    expect(parseMissingModules(`${banner}inMail@test\npipelined@test_mkt-1\n`)).toEqual([
      "inMail@test",
      "pipelined@test_mkt-1",
    ]);
  });

  test("nothing but the banner: nothing is missing", () => expect(parseMissingModules(banner)).toEqual([]));
});
