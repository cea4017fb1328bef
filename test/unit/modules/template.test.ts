import { expect, test } from "vitest";
import template from "../../../src/modules/template.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { decideWith, refusal, settle } from "../../support/decide-with.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { fakeProject } from "../../support/fake-project.ts";

const project = fakeProject({ "templates/app.conf.j2": "port = PORT\n" }, (text) => text.replace("PORT", "80"));

test("template writes what the template makes", async () => {
  const host = fakeHost({ files: { "/etc/app.conf": "port = 8080\n" } });
  const after = await settle(template, { src: "app.conf.j2", dest: "/etc/app.conf" }, host, project);
  expect(after).toEqual({ "/etc/app.conf": "port = 80\n" });
});

test("template drops .j2 from the name in a directory", async () => {
  const host = fakeHost({ files: { "/etc/": "" } });
  expect(await settle(template, { src: "app.conf.j2", dest: "/etc/" }, host, project)).toHaveProperty([
    "/etc/app.conf",
  ]);
});

test("a template with a secret in it makes a secret file", async () => {
  const secret = fakeProject({ "templates/t": "x" }, () => new SecretText("token", "s3cret\n"));
  const host = fakeHost({ files: { "/etc/": "" } });
  const { changes } = await decideWith(template, { src: "t", dest: "/etc/t" }, host, secret);
  expect(changes).toMatchObject([{ kind: "write-file", secret: true }]);
});

test("template says which of Jinja's switches it does not have, and takes their usual values", async () => {
  const given = { src: "app.conf.j2", dest: "/etc/app.conf", trim_blocks: true, newline_sequence: "\n" };
  await decideWith(template, given, fakeHost({ files: { "/etc/": "" } }), project);
  const refused = refusal(decideWith(template, { ...given, block_end_string: "%>" }, fakeHost(), project));
  expect(await refused).toContain('"block_end_string"');
});
