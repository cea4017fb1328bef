/** One release of Gold Standard, the 19.1.4 line whose build is always 9032: only the first seven digits of its sha tell it. */
export interface GoldStandardRelease {
  readonly name: string;
  readonly sha: string;
  /** The number in "GS.11"; absent where the release notes give none. */
  readonly number?: number;
  readonly triggers: boolean;
}

/** The build number of every Gold Standard release. */
export const goldStandardBuild = 9032;

/** Adobe: release notes "Gold Standard"; triggers through Adobe I/O came with Gold Standard 11. */
export const goldStandardReleases: readonly GoldStandardRelease[] = [
  { name: "Gold Standard 2", number: 2, sha: "cee805c", triggers: false },
  { name: "Gold Standard 3", number: 3, sha: "3468c7b", triggers: false },
  { name: "Gold Standard 4", number: 4, sha: "bc4a935", triggers: false },
  { name: "Gold Standard 5", number: 5, sha: "d6b8062", triggers: false },
  { name: "Gold Standard 6", number: 6, sha: "19f73c5", triggers: false },
  { name: "Gold Standard 8", number: 8, sha: "3a9dc9c", triggers: false },
  { name: "Gold Standard 9", number: 9, sha: "800be2e", triggers: false },
  { name: "Gold Standard 10", number: 10, sha: "efd8a94", triggers: false },
  { name: "Gold Standard 11", number: 11, sha: "d3b452f", triggers: true },
  { name: "Gold Standard 11 (console of March 2021)", sha: "10c2709", triggers: true },
  { name: "Gold Standard 11 (console of April 2021)", sha: "d030c36", triggers: true },
  { name: "Gold Standard 12 (August 2021)", number: 12, sha: "99a3894", triggers: true },
  { name: "Gold Standard 12 (September 2021)", sha: "554dbcd", triggers: true },
];
