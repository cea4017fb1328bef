/** A run's id: its beginning in UTC, so that ids sort by time, and four random letters: `20261123-060238-k3fq`. */
export function runId(now: Date, random: (bytes: number) => Uint8Array): string {
  const digits = now.toISOString().replaceAll(/[-:]/g, "");
  const letters = [...random(4)].map((byte) => "bcdfghjkmnpqrstvwxz0123456789"[byte % 29] ?? "x").join("");
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}-${letters}`;
}

/** Whether a text can be a run's id: nothing else may become part of a path. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[a-z0-9]{4}$/.test(text);
}
