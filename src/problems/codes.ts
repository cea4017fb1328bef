/** What a kind of problem means to a script: 1 error, 3 refused, 4 unreachable, 5 usage or invalid input, 130 interrupted. */
interface Kind {
  readonly title: string;
  readonly exit: 1 | 2 | 3 | 4 | 5 | 130;
}

/**
 * Every problem the program can report. Ranges: RB1 files and YAML, RB2 runbooks and expressions, RB3 inventory and
 * inputs, RB4 connections, RB5 modules and hosts' files, RB6 Campaign, RB7 state and runs, RB8 command line and lab.
 */
export const problemCodes = {
  RB1001: { title: "A file cannot be read", exit: 5 },
  RB1002: { title: "The YAML is not valid", exit: 5 },
  RB1003: { title: "A key stands twice in one mapping", exit: 5 },
  RB1004: { title: "A template is not quoted", exit: 5 },
  RB1005: { title: "A YAML tag is unknown", exit: 5 },
  RB1006: { title: "A file is larger or deeper than allowed", exit: 5 },
  RB1007: { title: "A key is not allowed", exit: 5 },
  RB1101: { title: "A value has the wrong type or form", exit: 5 },
  RB1102: { title: "A required key is missing", exit: 5 },
  RB1103: { title: "A key is unknown", exit: 5 },

  RB2001: { title: "An expression cannot be parsed", exit: 5 },
  RB2002: { title: "A variable is not defined", exit: 5 },
  RB2003: { title: "A value does not fit the operation", exit: 2 },
  RB2004: { title: "A filter, test or function is unknown", exit: 5 },
  RB2005: { title: "A variable refers to itself", exit: 5 },
  RB2006: { title: "An expression is too deep or makes too much text", exit: 5 },
  RB2101: { title: "The file is not a runbook", exit: 5 },
  RB2102: { title: "A module is unknown", exit: 5 },
  RB2103: { title: "A task has no module, or more than one", exit: 5 },
  RB2104: { title: "A handler is not defined", exit: 5 },
  RB2105: { title: "A tag matches nothing", exit: 5 },
  RB2106: { title: "A runbook cannot be found", exit: 5 },
  RB2107: { title: "A file named by a task cannot be found", exit: 5 },

  RB3001: { title: "The inventory cannot be understood", exit: 5 },
  RB3002: { title: "A host or group is not in the inventory", exit: 5 },
  RB3003: { title: "A pattern matches no host", exit: 5 },
  RB3004: { title: "Groups disagree about a variable", exit: 5 },
  RB3005: { title: "A host name or address is not allowed", exit: 5 },
  RB3006: { title: "The inventory is the sample", exit: 5 },
  RB3101: { title: "An input is missing", exit: 5 },
  RB3102: { title: "An input does not have the right form", exit: 5 },
  RB3103: { title: "A secret was given on the command line", exit: 5 },
  RB3104: { title: "A file with secrets can be read by others", exit: 5 },
  RB3105: { title: "A secret could not be fetched", exit: 5 },
  RB3106: { title: "A secret is too short to be masked", exit: 5 },

  RB4001: { title: "The connection was refused", exit: 4 },
  RB4002: { title: "The host did not answer in time", exit: 4 },
  RB4003: { title: "The host name cannot be resolved", exit: 4 },
  RB4004: { title: "The host key is not known", exit: 4 },
  RB4005: { title: "The host key is not the known one", exit: 4 },
  RB4006: { title: "The host did not accept the login", exit: 4 },
  RB4007: { title: "The connection was lost", exit: 4 },
  RB4008: { title: "The host broke the protocol", exit: 4 },
  RB4009: { title: "A key file cannot be used", exit: 4 },
  RB4010: { title: "Becoming another user was refused", exit: 2 },
  RB4011: { title: "The host lacks a tool", exit: 2 },
  RB4012: { title: "A connection setting is not supported", exit: 5 },
  RB4013: { title: "No usable channel could be opened", exit: 4 },
  RB4014: { title: "The program that leads to the host is not there", exit: 4 },
  RB4015: { title: "The host made the process that holds the connections fail", exit: 4 },
  RB4016: { title: "The process that holds the connections ends again and again", exit: 4 },

  RB5001: { title: "A file on the host does not exist", exit: 2 },
  RB5002: { title: "A file on the host cannot be read or written", exit: 2 },
  RB5003: { title: "A file changed under our hands", exit: 2 },
  RB5004: { title: "The host's disk is full", exit: 2 },
  RB5005: { title: "A file cannot be replaced by renaming", exit: 2 },
  RB5006: { title: "A change could not be verified", exit: 2 },
  RB5007: { title: "A command failed", exit: 2 },
  RB5008: { title: "A command ran past its deadline", exit: 2 },
  RB5009: { title: "A module's parameters contradict each other", exit: 2 },
  RB5010: { title: "A condition that must hold does not", exit: 2 },
  RB5011: { title: "A secret would stand on a command line", exit: 5 },
  RB5012: { title: "What happened to a command is not known", exit: 4 },
  RB5101: { title: "A document is not well-formed XML", exit: 2 },
  RB5102: { title: "An XML path cannot be understood", exit: 5 },
  RB5103: { title: "An XML path matches more than one element", exit: 2 },
  RB5104: { title: "An XML path matches nothing", exit: 2 },
  RB5105: { title: "A document's encoding is not supported", exit: 2 },
  RB5106: { title: "A document defines its own entities", exit: 2 },
  RB5107: { title: "A document is nested too deep", exit: 2 },

  RB6001: { title: "This Campaign build does not support Triggers through Adobe I/O", exit: 2 },
  RB6002: { title: "The Campaign build cannot be told", exit: 2 },
  RB6003: { title: "A credential does not have the right form", exit: 2 },
  RB6004: { title: "Another technical account is configured", exit: 2 },
  RB6005: { title: "nlserver did not do what was asked", exit: 2 },
  RB6006: { title: "JWT credentials are retired", exit: 2 },

  RB7001: { title: "The state folder cannot be used", exit: 1 },
  RB7002: { title: "The run does not exist", exit: 5 },
  RB7003: { title: "A run's journal is damaged", exit: 1 },
  RB7004: { title: "A run's journal has a format that cannot be read", exit: 1 },
  RB7005: { title: "A run is going on", exit: 3 },
  RB7006: { title: "A host was not part of the run", exit: 5 },

  RB8001: { title: "The command line cannot be understood", exit: 5 },
  RB8002: { title: "A confirmation is needed", exit: 5 },
  RB8003: { title: "The practice hosts could not be started", exit: 1 },
  RB8004: { title: "The practice hosts are not running", exit: 1 },
  RB8005: { title: "The scenario is unknown", exit: 5 },
  RB8006: { title: "A question was interrupted", exit: 130 },
  RB8999: { title: "A mistake in runbook itself", exit: 1 },
} as const satisfies Record<string, Kind>;

/** A code from the table above. */
export type ProblemCode = keyof typeof problemCodes;
