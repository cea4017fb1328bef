/** The keywords of ssh_config that are honored; all others change nothing for us, or are only for other programs. */
export const honoredKeywords: ReadonlySet<string> = new Set([
  "hostname",
  "user",
  "port",
  "identityfile",
  "certificatefile",
  "identitiesonly",
  "identityagent",
  "proxyjump",
  "proxycommand",
  "connecttimeout",
  "serveraliveinterval",
  "serveralivecountmax",
  "hostkeyalias",
  "userknownhostsfile",
  "globalknownhostsfile",
  "stricthostkeychecking",
  "knownhostscommand",
]);

/** Keywords whose value is the rest of the line, quotes and all. */
export const rawKeywords: ReadonlySet<string> = new Set(["proxyjump", "proxycommand", "knownhostscommand"]);
