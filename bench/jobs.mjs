// What contestants have to do on every host.
import { readFileSync } from "node:fs";

/** An automation of a vendor's procedure: read and edit XML, run the product's commands, restart, verify. */
export const campaign = {
  playbook: "job-xml",
  script: "job.sh",
  options: () => [],
  /** Whether the job is done on a host; `read` gives the text of a file of the host, or throws. */
  isDone: (read, host) => {
    const xml = read(`/usr/local/neolane/nl6/conf/config-camp${((host - 1) % 4) + 1}.xml`);
    return /<pipelined\s[^>]*authType="imsJwtToken"/.test(xml) && /authIMSTAClientId="new-client-0002"/.test(xml);
  },
};

/** A command, and then 20 files, none of which depends on another; the run `base` leaves out the files. */
export const files = {
  playbook: "job-files",
  script: "job-files.sh",
  options: (run) => (run === "base" ? ["--skip-tags", "files"] : []),
  isDone: (read) =>
    fileNumbers.every((number) => read(`/usr/local/neolane/nl6/var/option-${number}`).includes("limit = 10")),
};

const fileNumbers = Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(2, "0"));

/** The hosts of the first `count` on which the job is not done; every contestant must leave none. */
export function undone(lab, job, count) {
  return Array.from({ length: count }, (_, index) => index + 1).filter((host) => {
    try {
      return !job.isDone((path) => readFileSync(lab.path(host, path), "utf8"), host);
    } catch {
      return true;
    }
  });
}
