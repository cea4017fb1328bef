// Mistakes that somebody could make, each as a change of the built program, and the campaigns that must find them. A text that
// is not there any more is an error: the code has changed, and its bug with it.
const program = (name, find, replace, ...campaigns) => ({ name, file: "program", find, replace, campaigns });
const library = (name, find, replace, ...campaigns) => ({ name, file: "host-library.sh", find, replace, campaigns });
const tracing = (name, find, replace, ...campaigns) => ({ name, file: "trace-library.sh", find, replace, campaigns });

export const bugs = [
  program(
    "an intent is written after the deed",
    "await record.intend(numbered, shell);",
    "setTimeout(() => void record.intend(numbered, shell).catch(() => {}), 30);",
    "sweep",
  ),
  program(
    "an intent is not waited for",
    "await this.#journal.durable();\n\t}\n\tfinish(",
    "}\n\tfinish(",
    "sweep",
    "enospc",
  ),
  program(
    "the journal is not synced",
    "constants.O_RDWR | constants.O_DSYNC | constants.O_NOFOLLOW",
    "constants.O_RDWR | constants.O_NOFOLLOW",
    "trace",
  ),
  program(
    "a journal that cannot be written is gone on without",
    "await this.#fail(error);",
    "this.#tell(this.#appended);",
    "enospc",
  ),
  program("records are not checked by their digest", "digestOf(bytes.subarray(17)) !== digest", "false", "journal"),
  program(
    "journals are open to others",
    "constants.O_CREAT | constants.O_EXCL, 384);\n\t\treturn withHeader",
    "constants.O_CREAT | constants.O_EXCL, 420);\n\t\treturn withHeader",
    "kill",
  ),
  program(
    "the writer's mark stays",
    "function releaseAll(folder) {",
    "function releaseAll(folder) {\n\treturn;",
    "kill",
  ),
  program("owed handlers are forgotten", "for (const id of event.notified) host.owed.add(id);", "", "kill"),
  program(
    "a file that nobody was told of notifies nobody",
    '(outcome === "made" || change.kind !== "run-command" && outcome !== "failed")',
    '(outcome === "made")',
    "sweep",
  ),
  program(
    "tasks that ended are done again",
    "return module.readOnly || module.offHost ? void 0 : this.#past.ended.get(id);",
    "return void 0;",
    "kill",
  ),
  program(
    "a command of which nobody was told runs again",
    'if (reply?.status === traceStatus.notBegun) return { outcome: "failed" };',
    'return { outcome: "failed" };',
    "kill",
  ),
  program("numbers of changes begin anew", "lastNumber: past?.lastNumber ?? 0", "lastNumber: 0", "kill"),
  program(
    "a shell at work is told to end in order",
    "if (this.#over === void 0 && this.#pending === void 0) stream.write",
    "if (this.#over === void 0) stream.write",
    "signal",
  ),
  program("a lost connection counts as an orderly end", "done\ntrap - EXIT`;", "done`;", "sweep"),
  program(
    "what hosts keep goes before it is on disk",
    "if (!clean) await keepCommands(this.#shells.values());",
    "",
    "enospc",
  ),
  program("every end is a good end", "return finish(exitCodeOf(", "return finish(0 * exitCodeOf(", "host"),
  program(
    "nobody says how to go on",
    "failure = withNext(error, underWay.hasBegun ? next(1, true) : []);",
    "failure = error;",
    "enospc",
  ),
  program(
    "a lock that another has is no obstacle",
    "if (reply?.status === 50) throw this.#held(said);",
    'if (reply?.status === 50) return "none";',
    "lock",
  ),
  library("nobody asks for the lock", 'flock "$2" -n "$1" && return 0\n  rb_n=0', "return 0\n  rb_n=0", "lock"),
  library(
    "new bytes are not synced",
    "count=1 iflag=fullblock conv=fsync status=none",
    "count=1 iflag=fullblock status=none",
    "trace",
    "power",
  ),
  library(
    "a new name is not synced",
    '  rb_sync .\n  [ "$rb_s" = "$2" ] || return 79',
    '  [ "$rb_s" = "$2" ] || return 79',
    "trace",
  ),
  library(
    "a removal is not synced",
    '  if rb_there "$rb_file"; then return 79; fi\n  rb_sync .',
    '  if rb_there "$rb_file"; then return 79; fi',
    "trace",
  ),
  library(
    "a backup that is a copy is not synced",
    '&& rb_sync "$rb_kept" "$rb_backups" || {\n    rm -f',
    "|| {\n    rm -f",
    "trace",
  ),
  library("a backup is thrown away", "  rb_tidy\n}\n# rb_rewrite", '  rm -f -- "$rb_kept"\n}\n# rb_rewrite', "kill"),
  library(
    "a removal has no backup",
    '    rb_keep "$rb_file" "$2" || return\n    [ -z "$rb_old" ]',
    '    rb_kept=/nowhere rb_old=\n    [ -z "$rb_old" ]',
    "kill",
  ),
  library(
    "files are written in place",
    '  mv -fT -- "$rb_temp" "$rb_file" || [ ! -e "$rb_temp" ] || {\n    rb_unkeep',
    '  { cat "$rb_temp" >"$rb_file" && rm -f "$rb_temp"; } || {\n    rb_unkeep',
    "kill",
    "host",
  ),
  library(
    "what stands there is not looked at before",
    '[ "$rb_old_s" = "$3" ] && { [ -z "$rb_old" ]',
    '{ [ -z "$rb_old" ]',
    "race",
  ),
  library("what failed leaves its file", 'rb_give_up() {\n  rm -f -- "$rb_temp"', "rb_give_up() {", "enospc", "host"),
  library(
    "a new file leaves its other name",
    '  rm -f -- "$rb_temp"\n  rb_sum "$rb_file"\n}',
    '  rb_sum "$rb_file"\n}',
    "kill",
  ),
  library(
    "others may look at backups",
    '[ -d "$rb_backups" ] || mkdir -p -- "$rb_backups"',
    '[ -d "$rb_backups" ] || mkdir -p -m 755 -- "$rb_backups"',
    "kill",
  ),
  library("old bytes come back in another file", '  ln -T -- "$1" "$rb_temp" 2>/dev/null && return\n', "", "rollback"),
  tracing("commands are never found again", '  [ -s "$rb_i.w" ] || {', "  false || {", "kill"),
  tracing("what a lost shell left beside a file stays", '  rm -f -- ".rb.$rb_tag.$3.t"', "  :", "host"),
];
