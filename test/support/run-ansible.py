"""Runs Debian's Ansible many times in one process: jobs as JSON on standard input, what each printed as JSON.

A job: {"program": "ansible-inventory" | "ansible-playbook", "directory": "...", "args": ["..."], "environment": {...}}
"""
import json
import os
import sys

from ansible.cli.inventory import InventoryCLI
from ansible.cli.playbook import PlaybookCLI

programs = {"ansible-inventory": InventoryCLI, "ansible-playbook": PlaybookCLI}


def child(job, output, errors):
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    os.chdir(job["directory"])
    environment = job.get("environment", {})
    if environment or os.path.exists("ansible.cfg"):  # settings are read when Ansible is loaded
        os.execvpe(job["program"], [job["program"], *job["args"]], {**os.environ, **environment})
    status = 0
    try:
        programs[job["program"]].cli_executor([job["program"], *job["args"]])
    except SystemExit as end:
        status = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def run(job):
    out, err = os.memfd_create("out"), os.memfd_create("err")
    pid = os.fork()
    if pid == 0:
        child(job, out, err)
    _, status = os.waitpid(pid, 0)
    printed = {"stdout": text(out), "stderr": text(err)}
    return {**printed, "status": os.waitstatus_to_exitcode(status)}


def text(descriptor):
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(descriptor, encoding="utf-8", errors="replace") as printed:
        return printed.read()


json.dump([run(job) for job in json.load(sys.stdin)], sys.stdout)
