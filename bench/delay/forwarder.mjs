// node forwarder.mjs: a network with latency, forked by delay.mjs. For every address it listens on one port and forwards to another.
// Every byte arrives half a round trip later, in order and however many there are; a connection costs a round trip and a half before
// its first byte arrives, as SYN, SYN+ACK and ACK do. Loss, bandwidth and slow start are not imitated.
// Messages: { listen: [address], port, to } -> "ready"; { milliseconds } -> "set"; "count" -> what was counted since the last
import { connect, createServer } from "node:net";

let milliseconds = 0;
let counted = nothing();

process.on("disconnect", () => process.exit(0));
process.on("message", async (message) => {
  if (message === "count") {
    process.send(counted);
    counted = nothing();
  } else if ("milliseconds" in message) {
    milliseconds = message.milliseconds;
    process.send("set");
  } else {
    await Promise.all(message.listen.map((address) => listen(address, message)));
    process.send("ready");
  }
});

function listen(address, { port, to }) {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
    forward(client, { host: address, port: to }),
  );
  return new Promise((resolve, reject) => server.on("error", reject).listen(port, address, resolve));
}

/** Round trips are those of all connections together: one to connect, and then the longest chain of answers to answers. */
function nothing() {
  return { connections: 0, trips: 0, sent: 0, received: 0 };
}

function forward(client, target) {
  const half = milliseconds / 2;
  const opens = performance.now() + 3 * half;
  const up = new Pipe(half, opens);
  const down = new Pipe(half, opens);
  const trips = new Trips();
  counted.connections += 1;
  client.on("error", () => up.push((host) => host.destroy()));
  client.on("end", () => up.push((host) => host.end()));
  client.on("data", (chunk) => {
    const arrived = trips.sent();
    counted.sent += chunk.length;
    up.push((host) => {
      arrived();
      host.write(chunk);
    });
  });
  down.to(client);
  setTimeout(() => {
    const host = connect({ ...target, allowHalfOpen: true, noDelay: true });
    host.on("error", () => down.push((one) => one.destroy()));
    host.on("end", () => down.push((one) => one.end()));
    host.on("data", (chunk) => {
      const arrived = trips.answered();
      counted.received += chunk.length;
      down.push((one) => {
        arrived();
        one.write(chunk);
      });
    });
    up.to(host);
  }, 3 * half);
}

/**
 * How many round trips after one another a connection took. What a client sends may depend on every answer that has reached it;
 * what a host answers, on everything that has reached the host.
 */
class Trips {
  #atClient = 0;
  #atHost = 0;
  #most = 1;

  constructor() {
    counted.trips += 1;
  }

  sent() {
    const after = this.#atClient;
    return () => {
      this.#atHost = Math.max(this.#atHost, after);
    };
  }

  answered() {
    const after = this.#atHost + 1;
    if (after > this.#most - 1) {
      counted.trips += after + 1 - this.#most;
      this.#most = after + 1;
    }
    return () => {
      this.#atClient = Math.max(this.#atClient, after);
    };
  }
}

/** One direction: what is pushed happens to the other end, in order, when its time has come. */
class Pipe {
  #half;
  #opens;
  #end;
  #waiting = [];
  #timer;

  constructor(half, opens) {
    this.#half = half;
    this.#opens = opens;
  }

  push(act) {
    this.#waiting.push({ act, due: Math.max(this.#opens, performance.now() + this.#half) });
    this.#deliver();
  }

  to(end) {
    this.#end = end;
    this.#deliver();
  }

  #deliver = () => {
    if (this.#end === undefined) return;
    const now = performance.now() + 0.5;
    while (this.#waiting.length > 0 && this.#waiting[0].due <= now) this.#waiting.shift().act(this.#end);
    if (this.#waiting.length === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#deliver();
      },
      this.#waiting[0].due - now + 0.5,
    );
  };
}
