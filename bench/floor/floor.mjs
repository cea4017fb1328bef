// node floor.mjs MODE N CONCURRENT: what bare ssh2 needs for a job on the first N hosts of a lab
// MODE: a script of bench/peers (the whole job in one exec) | steps (the Campaign job with an exec a step, as a naive engine
// works) | connect (nothing but the login)
// environment: LAB_DIR, LAB_PORT. Prints a JSON object; exit code 1 when a host was not done.
import { readFileSync } from "node:fs";
import ssh2 from "ssh2";

const [mode, count, concurrent] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const client = `${process.env.LAB_DIR}/client`;
const port = Number(process.env.LAB_PORT);
const hosts = lines("hosts.txt").slice(0, count);
const key = ssh2.utils.parseKey(readFileSync(`${client}/id_ed25519`));
const known = new Map(lines("known_hosts").map((line) => [line.split(" ")[0], line.split(" ")[2]]));
const script = mode.endsWith(".sh") ? readFileSync(new URL(`../peers/${mode}`, import.meta.url), "utf8") : undefined;
const product = "/usr/local/neolane/nl6";
const clientId = "new-client-0002";

const began = performance.now();
let [next, failed] = [0, 0];
await Promise.all(Array.from({ length: Math.min(concurrent, count) }, work));
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    mode,
    hosts: count,
    failed,
    wall: Math.round(performance.now() - began),
    cpu: Math.round((user + system) / 1000),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
process.exit(failed > 0 ? 1 : 0);

async function work() {
  while (next < count) {
    const index = next++;
    try {
      await one(hosts[index], `camp${(index % 4) + 1}`);
    } catch (error) {
      failed += 1;
      console.error(hosts[index], error.message);
    }
  }
}

async function one(host, instance) {
  const connection = await connect(host);
  if (script !== undefined) demand(await run(connection, script), /OK changed/);
  if (mode === "steps") await steps(connection, instance);
  const closed = new Promise((resolve) => connection.once("close", resolve));
  connection.end();
  await closed;
}

async function steps(connection, instance) {
  const file = `${product}/conf/config-${instance}.xml`;
  const command = async (text, input) => demand(await run(connection, text, input), /^/);
  let changed = false;
  const current = await command(`sed -n 's/.*authIMSTAClientId="\\([^"]*\\)".*/\\1/p' ${file}`);
  if (current.trim() !== clientId) {
    const account = `NEW@AdobeOrg/${clientId}/tech2@techacct.adobe.com/s3cr3t/QUJDREVGRw==`;
    await command(`${product}/bin/nlserver config -instance:${instance} -setimsjwtauth:${account}`);
    changed = true;
  }
  const xml = await command(`cat ${file}`);
  if (!/<pipelined authType="imsJwtToken"/.test(xml)) {
    const edited = xml.replace("<pipelined ", '<pipelined authType="imsJwtToken" ');
    await command(`cat >${file}.new && cat ${file}.new >${file} && rm ${file}.new`, edited);
    changed = true;
  }
  if (changed) await command(`${product}/bin/nlserver restart pipelined@${instance}`);
  demand(await run(connection, `${product}/bin/nlserver pdump`), new RegExp(`pipelined@${instance}`));
}

function connect(host) {
  return new Promise((resolve, reject) => {
    const connection = new ssh2.Client();
    connection.on("connect", () => connection.setNoDelay(true));
    connection.on("ready", () => resolve(connection)).on("error", reject);
    connection.connect({
      host,
      port,
      username: "neolane",
      authHandler: [{ type: "publickey", username: "neolane", key }],
      readyTimeout: 120_000,
      hostVerifier: (offered) => known.get(`[${host}]:${port}`) === offered.toString("base64"),
    });
  });
}

function run(connection, command, input) {
  return new Promise((resolve, reject) => {
    connection.exec(command, (error, channel) => {
      if (error) return reject(error);
      let [output, status] = ["", undefined];
      const hear = (chunk) => {
        output += chunk;
      };
      channel.on("data", hear).stderr.on("data", hear);
      channel.on("exit", (code) => {
        status = code;
      });
      channel.on("close", () => resolve({ status, output }));
      if (input !== undefined) channel.end(input);
    });
  });
}

function demand({ status, output }, pattern) {
  if (status !== 0 || !pattern.test(output)) throw new Error(`ended with ${status}: ${output}`);
  return output;
}

function lines(name) {
  return readFileSync(`${client}/${name}`, "utf8").trim().split("\n");
}
