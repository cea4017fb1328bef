import { describe, expect, test } from "vitest";
import { scanPipelinedLog } from "../../../src/campaign/pipelined-log.ts";

const line = (time: string, text: string) => `2021-05-31T08:42:${time}Z\t66462\t66501\t1\terror\tlog\t${text}`;
const signsOf = (text: string, since?: string) => scanPipelinedLog(text, since).map(({ sign }) => sign);

describe("signs of failure in pipelined.log", () => {
  test.each([
    ["XSV-350176 Invalid private key to get JSON web tokens. (iRc=16384)", "XSV-350176"],
    ["INT-150012 The HTTP query returned a 'Bad Request' type error (400) (iRc=-53)", "INT-150012"],
    [`XTK-170065 Error while authenticating: '{"error":"invalid_token"}' (iRc=16384)`, "XTK-170065"],
    ["IMS Service Token is empty. (iRc=16384)", "IMS Service Token is empty"],
    [`Unknown authentication mode: 'Bearer realm="Adobe Analytics"'. (iRc=-55)`, "Unknown authentication mode"],
    ["BAS-010007 Function not implemented (iRc=-55)", "BAS-010007"],
    ["Listener: JWT Token is empty. (iRc=16384)", "JWT Token is empty"],
    [`{"error":"This client: x is no longer allowed to get access token."}`, "no longer allowed to get access token"],
    ["'' aurait dû commencer par `[` ou `{` (iRc=16384)", "NmsPipeline_Config"],
    ["the subject must be a valid organization or client", "the subject must be a valid organization or client"],
    ["invalid key", "invalid key"],
  ])("%s", (text, sign) => expect(signsOf(line("18.124", text))).toEqual([sign]));

  test("a lost connection alone is a network's hiccup, not a wrong credential", () => {
    expect(signsOf(line("48.582", "Connection seems to have been lost. Attempting to reconnect."))).toEqual([]);
  });

  test("each sign is reported once, with its first line", () => {
    const found = scanPipelinedLog([line("01.000", "XSV-350176 a"), line("02.000", "XSV-350176 b")].join("\r\n"));
    expect(found.map((one) => one.line)).toEqual([line("01.000", "XSV-350176 a")]);
  });

  test("what was logged before a time does not count; a line without a time belongs to the one before", () => {
    const text = [line("01.000", "XSV-350176 a"), "BAS-010007", line("05.000", "fine"), "INT-150012"].join("\n");
    expect(signsOf(text, "2021-05-31T08:42:05Z")).toEqual(["INT-150012"]);
    expect(signsOf(text, "2021-05-31T08:43:00Z")).toEqual([]);
  });
});
