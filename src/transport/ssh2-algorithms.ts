import type { Algorithms, ServerHostKeyAlgorithm } from "ssh2";

const hostKeyAlgorithms: readonly (readonly [string, readonly ServerHostKeyAlgorithm[]])[] = [
  ["ssh-ed25519", ["ssh-ed25519"]],
  ["ecdsa-sha2-nistp256", ["ecdsa-sha2-nistp256"]],
  ["ecdsa-sha2-nistp384", ["ecdsa-sha2-nistp384"]],
  ["ecdsa-sha2-nistp521", ["ecdsa-sha2-nistp521"]],
  ["ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256"]],
];

/**
 * What we offer: no SHA-1, no CBC, and no chacha20-poly1305, the cipher that CVE-2023-48795 weakens where a server lacks
 * strict key exchange. Host key types are limited to the known ones, so that another type is not even tried; for an
 * unknown host all are offered, so that its key can be shown.
 */
export function algorithmsFor(knownTypes: readonly string[]): Algorithms {
  const usable = hostKeyAlgorithms.filter(([type]) => knownTypes.length === 0 || knownTypes.includes(type));
  return {
    kex: [
      "curve25519-sha256",
      "curve25519-sha256@libssh.org",
      "ecdh-sha2-nistp256",
      "ecdh-sha2-nistp384",
      "ecdh-sha2-nistp521",
      "diffie-hellman-group16-sha512",
      "diffie-hellman-group18-sha512",
      "diffie-hellman-group14-sha256",
      "diffie-hellman-group-exchange-sha256",
    ],
    serverHostKey: usable.flatMap(([, algorithms]) => algorithms),
    cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"],
    hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
    compress: ["none"],
  };
}
