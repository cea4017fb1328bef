"""Runs Debian's ansible-inventory many times in one process: jobs as JSON on standard input, what each printed as JSON."""
import json
import os
import sys

from ansible.cli.inventory import InventoryCLI


def child(job, output):
    os.dup2(output, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.chdir(job["directory"])
    status = 0
    try:
        InventoryCLI.cli_executor(["ansible-inventory", *job["args"]])
    except SystemExit as end:
        status = end.code or 0
    sys.stdout.flush()
    os._exit(status)


def run(job):
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(job, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as printed:
        stdout = printed.read()
    _, status = os.waitpid(pid, 0)
    return {"stdout": stdout, "status": os.waitstatus_to_exitcode(status)}


json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)
