import { practiceOrganization } from "./instance-file.ts";
import type { PracticeHost } from "./practice-host.ts";

/**
 * The text of `serverConf.xml`, shared by all instances of a host. Where the instance file has no `<pipelined>`, this one
 * starts it.
 */
export function serverFile(host: PracticeHost): string {
  return `<?xml version='1.0'?>
<serverconf>
  <!-- Parameters that all processes share -->
  <shared internalSecurityZone="lan">
    <!-- Connections to services by way of IMS -->
    <ims authIMSClientId="" authIMSClientSecret="" authIMSCode="" authIMSEndpoint="https://ims-na1.adobelogin.com"
         authIMSTAClientId="" authIMSTAClientSecret="" authIMSTAId="" authIMSTAPrivateKey=""/>
    <!-- Where files are kept -->
    <dataStore dataRootDir="$(XTK_INSTALL_DIR)/var/$(INSTANCE_NAME)/" lang="" uploadWhitelist=".+">
      <preprocessCommand/>
    </dataStore>
    <exec blacklistFile="" user=""/>
    <!-- internalPassword : password of the internal account -->
    <xtk internalPassword=""/>
  </shared>

  <interactiond args="" autoStart="false" callDataSize="0" initScript="" maxProcessMemoryAlertMb="1800"
                maxProcessMemoryWarningMb="1600" maxSharedEntries="25000" nextOffersSize="0"
                processRestartTime="06:00:00" runLevel="10" targetKeySize="16"/>
  <inMail args="" autoStart="false" runLevel="10"/>
  <mta args="" autoStart="false" dataLogPath="" runLevel="10" statServerAddress=""/>
${host.pipelinedKnown ? pipelined(host) : ""}  <sms args="" autoStart="false" runLevel="10"/>
  <stat args="" autoStart="false" runLevel="5"/>
  <wfserver args="" autoStart="false" processRestartTime="06:00:00" runLevel="10"/>

  <web args="" autoStart="false" controlPort="6006" httpPort="8080" runLevel="10">
    <redirection IMSOrgId="${practiceOrganization}" databaseId="" trackingPassword=""/>
    <relay>
      <url IPMask="" deny="" hostMask="" relayHost="true" relayPath="true"
           status="normal" targetUrl="http://localhost:7781" timeout="" urlPath="/pipelined/*"/>
      <url IPMask="" deny="" hostMask="" relayHost="true" relayPath="true"
           status="normal" targetUrl="http://localhost:8080" timeout="" urlPath="/nl/*"/>
    </relay>
  </web>
</serverconf>
`;
}

function pipelined(host: PracticeHost): string {
  return `  <!-- Events of Pipeline Services; autoStart : started with the server -->
  <pipelined appName="" args="" authGatewayEndpoint="https://api.omniture.com" authPrivateKey="" autoStart="${host.shape === "latin"}"
             disableAuth="2" discoverPipelineEndpoint="https://producer-pipeline-pnw.adobe.net" dumpStatePeriodSec="0"
             forcedPipelineEndpoint="" initScript="" monitorServerPort="7781" pointerFlushMessageCount="1000"
             pointerFlushPeriodSec="5" processRestartTime="06:00:00" processingJSThreads="4" processingThreads="4"
             retryPeriodSec="30" retryValiditySec="300" runLevel="10"/>
`;
}

/** The text of `config-default.xml`: the modules that belong to no instance. */
export const defaultFile = `<?xml version='1.0'?>
<serverconf>
  <shared>
    <dataStore hosts="localhost"/>
  </shared>
  <web args="-tomcat" autoStart="true"/>
  <syslogd autoStart="true"/>
  <!-- to start if the machine is also a redirection server -->
  <trackinglogd autoStart="false"/>
</serverconf>
`;
