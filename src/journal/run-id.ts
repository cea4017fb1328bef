/** Sorted, without letters that look like digits. */
const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A run's id: its beginning in UTC, then four letters: two for the millisecond, two at random: `20261123-060238-k3fq`. Ids sort
 * by time, so that the last run is the last.
 */
export function runId(now: Date, random: (bytes: number) => Uint8Array): string {
  const digits = now.toISOString().replaceAll(/\D/g, "");
  const millisecond = now.getUTCMilliseconds();
  const places = [millisecond >> 5, millisecond & 31, ...random(2)];
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${places.map((place) => letters[place & 31]).join("")}`;
}

/** Whether a text can be a run's id: nothing else may become part of a path. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[a-z0-9]{4}$/.test(text);
}
