import { type AttributePlace, type Configuration, type EffectiveValue, effective, elementAt } from "./configuration.ts";

const path = ["shared", "ims"] as const;
const clientIdPlace = { path, attribute: "authIMSTAClientId" };
const idPlace = { path, attribute: "authIMSTAId" };
const secretPlace = { path, attribute: "authIMSTAClientSecret" };

/** The attributes that make up a technical account. */
export const technicalAccountPlaces: readonly AttributePlace[] = [clientIdPlace, idPlace, secretPlace];

/** Who an instance signs in to Adobe as. */
export interface TechnicalAccount {
  readonly clientId: EffectiveValue;
  readonly id: EffectiveValue;
  /** True when a secret is stored as nlserver encrypts it: it starts with "@". */
  readonly secretStored: boolean;
  /** The instance file's `<ims>` as it stands there, in UTF-8; `undefined` when it has none. */
  readonly element: Uint8Array | undefined;
}

/** The technical account of an instance. `<imsConfig>` is another element and has no part in it. */
export function technicalAccountOf(configuration: Configuration): TechnicalAccount {
  const { instance } = configuration;
  const element = elementAt(instance, path);
  return {
    clientId: effective(configuration, clientIdPlace),
    id: effective(configuration, idPlace),
    secretStored: effective(configuration, secretPlace).value.startsWith("@"),
    element: element && new TextEncoder().encode(instance.text.slice(element.start, element.end)),
  };
}

/** What keeps the instance file from showing these ids and an encrypted secret; `undefined` when it shows them. */
export function missingInFile(account: TechnicalAccount, wanted: { clientId: string; id: string }): string | undefined {
  const { clientId, id, secretStored, element } = account;
  if (element === undefined) return "it has no <ims> element";
  if (clientId.from !== "instance" || clientId.value !== wanted.clientId) return differs("authIMSTAClientId", clientId);
  if (id.from !== "instance" || id.value !== wanted.id) return differs("authIMSTAId", id);
  return secretStored ? undefined : "authIMSTAClientSecret is not an encrypted value (it does not start with @)";
}

function differs(attribute: string, { value, from }: EffectiveValue): string {
  return from === "instance" ? `${attribute} is "${value}"` : `it has no ${attribute}`;
}
