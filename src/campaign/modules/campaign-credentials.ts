import { valueMap } from "../../expression/value.ts";
import { defineModule } from "../../modules/contract/define-module.ts";
import { boolean, withDefault } from "../../schema/kinds.ts";
import { dateOf } from "../certificate.ts";
import { credentialsFrom, credentialsParameter } from "../credential-parameters.ts";
import { jwtRetirement, refusedJwt } from "../retired-jwt.ts";

/** Checks what was copied from the Developer Console, before any host is touched. */
export default defineModule({
  name: "campaign_credentials",
  summary: "Checks what was copied from the Adobe Developer Console, before any host is touched.",
  notes: `Every field: not empty, no white space, no \`/\` (it separates the fields of nlserver's option and has no escape), the
shape that Adobe gives it, so that swapped fields are found. For a JWT credential also the private key, byte for byte: PEM text
with LF line ends, no byte order mark, nothing before or after it, RSA of 2048 bits or more; the certificate, when given, must be
the key's and valid, with warnings 30 and 3 days before it ends.

${jwtRetirement}. A JWT credential is therefore refused unless \`accept_retired_jwt\` is set.

\`\`\`yaml
- campaign_credentials:
    credentials:
      mode: oauth
      ims_org: "{{ ims_org }}"
      client_id: "{{ client_id }}"
      technical_account_id: "{{ technical_account_id }}"
      client_secret: "{{ client_secret }}"
\`\`\``,
  parameters: {
    credentials: credentialsParameter,
    accept_retired_jwt: withDefault(boolean("Go on with a JWT credential although Adobe has retired them."), false),
  },
  examples: [],
  offHost: true,
  readOnly: true,
  async decide({ credentials, accept_retired_jwt }, _host, project) {
    if (credentials.mode === "jwt" && !accept_retired_jwt) throw refusedJwt();
    const { mode, warnings, expires } = await credentialsFrom(credentials, project);
    const said = mode === "jwt" ? [`JWT credential: ${jwtRetirement}`, ...warnings] : ["OAuth credential"];
    const result = valueMap([
      ["mode", mode],
      ["warnings", [...warnings]],
      ["certificate_expires", expires === undefined ? "" : dateOf(expires)],
    ]);
    return { changes: [], result, message: said.join("; ") };
  },
});
