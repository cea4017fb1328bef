import { describe, expect, test } from "vitest";
import { parseBuild } from "../../../src/campaign/build.ts";

describe("the build is read from every text that Campaign servers are known to print", () => {
  const texts: readonly (readonly [string, number, string | undefined, string | undefined])[] = [
    [
      "17:33:57 >   Application server for Adobe Campaign Classic (7.0 19.1 build 9031@550c410) of 07/22/2019",
      9031,
      "550c410",
      "7.0 19.1",
    ],
    ["7.0 19.1 build 9032@554dbcd of 09/03/2021", 9032, "554dbcd", "7.0 19.1"],
    ["7.2.1 build 9346@39fdbb5 of 12/20/2021", 9346, "39fdbb5", "7.2.1"],
    ["7.2.1 build 9346@39fdbb5 32-bit of 12/20/2021", 9346, "39fdbb5", "7.2.1"],
    [
      "Application server for Adobe Campaign Classic (7.X YY.R build 9187@ABCDEF0) of 12/22/2020",
      9187,
      "abcdef0",
      "7.X YY.R",
    ],
    [
      "Application server for Adobe Campaign Classic (X.Y.Z YY.R build 9187@abcdef0) of 12/22/2020",
      9187,
      "abcdef0",
      undefined,
    ],
    ["Application server for Adobe Campaign Version 6.1.1 (build 8537) of 04/16/2014", 8537, undefined, "6.1.1"],
    ["Application server for Adobe Campaign (6.1.1 build 8864) of 03/02/2018", 8864, undefined, "6.1.1"],
    [
      "Application Server for Adobe Campaign version 6.0 (build 8700) dated 01/02/2017 No tasks",
      8700,
      undefined,
      "6.0",
    ],
    ["19.1.8.9039", 9039, undefined, "19.1.8"],
    ["19.1.4.9032.GS.11", 9032, "d3b452f", "19.1.4"],
    ["19.1.4.9032.GS.7", 9032, undefined, "19.1.4"],
    ["20.2.4.9187", 9187, undefined, "20.2.4"],
    ["7.0.9394.28aaec9", 9394, "28aaec9", "7.0"],
    ["9394@28aaec9", 9394, "28aaec9", undefined],
    [
      "<redir status='OK' date='2021-08-27 08:02:07.963-07' version='8.5.1' build='9236' sha1='cc45440' instance='x_mkt_prod1'/>",
      9236,
      "cc45440",
      "8.5.1",
    ],
    [
      `<serverInfo buildNumber="9219" commitId="f5f3ec3" majNumber="6" minNumber="7" releaseName="20.3"/>`,
      9219,
      "f5f3ec3",
      "20.3",
    ],
  ];
  test.each(texts)("%s", (text, number, sha, release) => {
    const build = parseBuild(text);
    expect(build?.number).toBe(number);
    expect(build?.sha).toBe(sha);
    if (release !== undefined) expect(build?.release).toBe(release);
  });

  test.each([
    "",
    "no task",
    "command not found",
    "Application server for Adobe Campaign Classic (7.X YY.R build XXX@SHA1)",
    "pipelined@x (9187) - 3 MB",
  ])("there is none in %j", (text) => expect(parseBuild(text)).toBeUndefined());

  test("the first line of a longer answer names it", () => {
    const text =
      "12:09:54 >   Application server for Adobe Campaign Classic (7.0 20.2 build 9187@deadbee) of 12/22/2020\nmta@demo (7831) - 15.6 MB\n";
    expect(parseBuild(text)).toEqual({ number: 9187, sha: "deadbee", release: "7.0 20.2" });
  });
});
