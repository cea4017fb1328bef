import type { FileStat } from "../changes/file-state.ts";
import { problem } from "../problems/problem.ts";

/** The reply of `rb_stat`: `mode(hex) uid gid inode device links size mtime:user:group`, then a link's target. RB4008. */
export function parseStat(path: string, reply: string): FileStat {
  const end = reply.indexOf("\n");
  const [numbers = "", owner = "", group = ""] = reply.slice(0, end).split(":");
  const fields = numbers.split(" ");
  const [mode = "", uid = "", gid = "", inode = "", device = "", links = "", size = "", modified = ""] = fields;
  const bits = Number.parseInt(mode, 16);
  const counts = [uid, gid, links, size];
  const isSound = /^[0-9a-f]{1,8}$/i.test(mode) && counts.every((count) => /^\d{1,15}$/.test(count));
  if (fields.length !== 8 || !isSound) {
    throw problem("RB4008", `the host's stat gave an answer we do not understand for ${path}`);
  }
  const target = reply.slice(end + 1).replace(/\n$/, "");
  return {
    path,
    type: typeOf(bits),
    mode: bits & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    owner,
    group,
    inode,
    device,
    links: Number(links),
    size: Number(size),
    modified,
    ...(typeOf(bits) === "link" && { target }),
  };
}

function typeOf(bits: number): FileStat["type"] {
  switch (bits & 0o170000) {
    case 0o100000:
      return "file";
    case 0o40000:
      return "directory";
    case 0o120000:
      return "link";
    default:
      return "other";
  }
}
