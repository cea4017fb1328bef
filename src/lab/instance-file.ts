import type { FileShape, PracticeHost } from "./practice-host.ts";

/** The Organization id of the practice fleet. */
export const practiceOrganization = "0A1B2C3D4E5F60718293A4B5@AdobeOrg";

/** The text of `config-INSTANCE.xml`, as bytes in the encoding and with the line ends of the host's shape. */
export function instanceFile(host: PracticeHost): Uint8Array {
  const text = shapes[host.shape](host);
  const broken = host.trouble === "broken-xml" ? text.replace(/(?=<\/serverconf>)/i, openElement) : text;
  switch (host.shape) {
    case "windows":
      return Buffer.from(broken.replaceAll("\n", "\r\n"));
    case "latin":
      return Buffer.from(broken.replaceAll("€", "\u00a4"), "latin1");
    case "marked":
      return Buffer.from(`\ufeff${broken}`);
    default:
      return Buffer.from(broken);
  }
}

const openElement = '  <mta autoStart="true" statServerAddress="app">\n';

/** `<ims>` with a client id that is already set, or `otherwise`. */
function ims(host: PracticeHost, otherwise: string): string {
  if (host.clientId === undefined) return otherwise;
  return `\n    <ims authIMSTAClientId="${host.clientId}" authIMSTAClientSecret="@mJ2vVQb0Nw3Pq7cQ3n5vYg=="
         authIMSTAId="99887766554433221100AABB@techacct.adobe.com" authIMSTAPrivateKey="@Zc0xS1uV5tB8kK0hWQy2Eg=="/>`;
}

function pipelined(host: PracticeHost, element: string): string {
  return host.pipelinedKnown ? element : "";
}

function redirection(host: PracticeHost, own: string): string {
  if (host.trouble !== "empty-org") return own;
  return '<redirection IMSOrgId="" databaseId="" trackingPassword=""/>';
}

const shapes: Readonly<Record<FileShape, (host: PracticeHost) => string>> = {
  commented: (host) => `<?xml version='1.0'?>
<serverconf>
  <shared>
    <!-- <ims authIMSTAClientId="from-the-template" authIMSTAId=""/> -->
    <dataStore hosts="*" lang="eng" uploadWhitelist="(?i).*\\.(jpg|jpeg|png|favicon|xml|gif|bmp|txt|tab|csv|css|htm|html|zip|pdf)">
      <dataSource name="default">
        <dbcnx encrypted="1" login="${host.instance}:${host.instance}" password="@Yy7mC0dUu9sK2pXhV4jXkw=="
               provider="postgresql" server="localhost"/>
      </dataSource>
    </dataStore>${ims(host, "")}
  </shared>

   <mta autoStart="true" statServerAddress="">
    <child>
      <smtp>
        <IPAffinity name="default,mid.default">
          <!--  On a development instance: <IP address="0.0.0.0"/> -->
          <IP address="" heloHost="" publicId="" weight=""/>
        </IPAffinity>
      </smtp>
    </child>
  </mta>
<stat autoStart="true"/>
  <wfserver autoStart="true"   affinity="XXX,YYY,"/>
  <inMail autoStart="true"/>
  <sms _autoStart="true"/>
  <interactiond autoStart="false"/>
${pipelined(
  host,
  `
  <!-- before the move: <pipelined autoStart="true" authType="imsJwtToken"/> -->
  <pipelined _authType="imsJwtToken" appName="acme > triggers"
             autoStart="true"
             processingThreads="4"/>
`,
)}
  <web>
    ${redirection(host, `<redirection IMSOrgId="${practiceOrganization}" databaseId="" trackingPassword=""/>`)}
  </web>

  <securityZone name="public">
    <securityZone name="vpn">
      <!-- Addresses of the customer, who must come by HTTPS
      <subNetwork name="office" mask="192.0.2.0/24"/>
      -->
    </securityZone>
  </securityZone>
</serverconf>
`,
  windows: (host) => `<?xml version='1.0'?>
<serverConf>
  <shared>
    <!-- lang="eng" in dataStore would force English -->
    <dataStore hosts="tracking.example.net*,console.example.net*">
      <mapping logical="*" physical="default"/>
    </dataStore>
    <imsConfig>
        <nonIMSAuthnAPI disableAPI="true">
            <allowOperator name="admin"/>
            <allowOperator name="internal|monitoring"/>
        </nonIMSAuthnAPI>
    </imsConfig>${ims(
      host,
      `
    <ims authIMSEndpoint="https://ims-na1.adobelogin.com"
         authIMSTAClientId=""
         authIMSTAId=""/>`,
    )}
  </shared>
  <mta autoStart="true" statServerAddress="localhost"/>
  <wfserver autoStart="true"/>
  <inMail autoStart="true"/>
  <sms autoStart="false"/>
  <listProtect autoStart="false"/>${pipelined(
    host,
    `
  <pipelined autoStart="true" dumpStatePeriodSec="60"/>`,
  )}
  ${redirection(host, "<web><jsp disableCtxInWebForm='false' /></web>").replace(/^<redirection.*$/, "<web>$&</web>")}
</serverConf>
`,
  latin: (host) => `<?xml version="1.0" encoding="ISO-8859-15"?>
<serverconf>
  <shared>
    <!-- Hôte de développement, 5 € par mois -->
    <dataStore hosts="dev.example.net*" lang="fra">
      <mapping logical="*" physical="default"/>
    </dataStore>${ims(host, "")}  </shared>
    <mta autoStart="true" statServerAddress="localhost" dataLogPath="/var/données"/>
    <wfserver autoStart="true"/>
    <inMail autoStart="true"/>
    <web>
      ${redirection(host, '<redirection databaseId="u7F0000010554364C" trackingPassword="créé="/>')}
    </web>
</serverconf>
`,
  legacy: (host) => `<?xml version='1.0'?>
<serverconf>
\t<shared>
\t\t<dataStore hosts="*.example.org"/>${ims(
    host,
    `
\t\t<ims authIMSClientId='campaign-console' authIMSClientSecret='@uV0c1d9PZb2m4vJxk7Yq1A==' authIMSCode=''/>`,
  )}
\t</shared>
\t<mta _autoStart="true" autoStart="true"/><wfserver autoStart="true"/>
\t<inMail autoStart="true"/>${pipelined(
    host,
    `
\t<pipelined appName="acme-legacy" authGatewayEndpoint="https://api.omniture.com"
\t\tauthPrivateKey="@qQf146pexBksGvo0esVIDA==" autoStart="true">
\t\t<topic endpoint="" name="mccs_push_notifications_feedback" pipelineName="">
\t\t\t<consume endpoint="" group="$(INSTANCE_NAME)_new" pipelineName=""/>
\t\t</topic>
\t</pipelined>`,
  )}
\t<web>${redirection(host, '<spareServer _operation="insert" enabledIf="$(hostname)!=\'test-rt4\'" id="4" url="http://test-rt4:8080"/>')}</web>
</serverconf>
`,
  small: (host) => `<?xml version='1.0'?>
<serverconf><shared><dataStore hosts="*"/>${ims(host, "")}</shared>
  <mta autoStart="true"/>
  <wfserver autoStart="true"/>
  <inMail autoStart="true"/>
  ${pipelined(host, "<pipelined autoStart='true' authType=''></pipelined>")}
  <web>${redirection(host, '<redirection databaseId=""/>')}</web>
</serverconf>`,
  marked: (host) => `<?xml version='1.0' encoding='UTF-8'?>
<!-- edited on a laptop: “quotes” & an arrow → are fine in here -->
<serverconf>
  <shared>
    <dataStore hosts="*" lang="eng"><mapping logical="*" physical="default"/></dataStore>${ims(host, "")}
  </shared>
  <mta autoStart="true"/>
  <wfserver autoStart="true"/>
  <inMail autoStart="true"/>
  ${pipelined(host, '<pipelined autoStart="true" authType="imsToken" retryPeriodSec="30" />')}
  <web>${redirection(host, `<redirection IMSOrgId='${practiceOrganization}'/>`)}</web>
</serverconf>
`,
};
