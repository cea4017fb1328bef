// node hosts.mjs, forked by fleet.mjs: keeps some practice hosts until its parent is gone.
// Message: { lab: the built src/lab, folder, count } -> { hosts: [{ port, folder }], keyFile, knownHostsFile }
import { pathToFileURL } from "node:url";

process.once("message", async ({ lab, folder, count }) => {
  const { startPracticeHosts } = await import(pathToFileURL(`${lab}/start-practice-hosts.js`));
  const fleet = await startPracticeHosts({ folder, count });
  process.on("disconnect", async () => {
    await fleet.stop();
    process.exit(0);
  });
  const hosts = fleet.hosts.map(({ port, folder }) => ({ port, folder }));
  process.send({ hosts, keyFile: fleet.keyFile, knownHostsFile: fleet.knownHostsFile });
});
