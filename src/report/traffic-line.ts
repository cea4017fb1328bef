import type { RunFinished } from "../events/event.ts";
import { counted } from "./wording.ts";

/** What travelled in a run: "112 round trips, 48.2 kB sent, 310.5 kB received; per host 18.7, 8.0 kB, 51.8 kB". */
export function trafficLine({ frames, bytesSent, bytesReceived, stats }: RunFinished): string {
  const hosts = Math.max(1, Object.keys(stats).length);
  const all = `${counted(frames, "round trip")}, ${kilobytes(bytesSent)} sent, ${kilobytes(bytesReceived)} received`;
  const each = [(frames / hosts).toFixed(1), kilobytes(bytesSent / hosts), kilobytes(bytesReceived / hosts)].join(", ");
  return `${all}; per host ${each}\n`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
