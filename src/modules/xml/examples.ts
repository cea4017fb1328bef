import type { Example } from "../contract/define-module.ts";

/** Uses of the xml module, each of them run by tests. */
export const examples: readonly Example[] = [
  {
    title: "One attribute; everything else keeps its bytes",
    given: {
      "/conf/config-demo.xml": `<?xml version='1.0'?>\r\n<serverconf>\r\n  <!-- <pipelined authType=""/> -->\r\n  <pipelined  autoStart = "true"\r\n\tauthType='legacy'/>\r\n</serverconf>\r\n`,
    },
    task: "xml:\n  path: /conf/config-demo.xml\n  xpath: /serverconf/pipelined\n  attribute: authType\n  value: imsJwtToken\n",
    then: {
      "/conf/config-demo.xml": `<?xml version='1.0'?>\r\n<serverconf>\r\n  <!-- <pipelined authType=""/> -->\r\n  <pipelined  autoStart = "true"\r\n\tauthType='imsJwtToken'/>\r\n</serverconf>\r\n`,
    },
  },
  {
    title: "An element that is missing is made, with its attribute",
    given: {
      "/conf/config-demo.xml": `<?xml version='1.0'?>\n<serverConf>\n  <shared/>\n  <mta autoStart="true"/>\n</serverConf>\n`,
    },
    task: `xml:
  path: /conf/config-demo.xml
  xpath: /serverconf/shared/ims/@authIMSTAId
  value: A1B2@techacct.adobe.com
  ignore_root_case: true
`,
    then: {
      "/conf/config-demo.xml": `<?xml version='1.0'?>\n<serverConf>\n  <shared>\n    <ims authIMSTAId="A1B2@techacct.adobe.com"/>\n  </shared>\n  <mta autoStart="true"/>\n</serverConf>\n`,
    },
  },
  {
    title: "One of several elements",
    given: { "/conf/app.xml": '<app>\n  <port name="a">1</port>\n  <port name="b">2</port>\n</app>\n' },
    task: `xml:\n  path: /conf/app.xml\n  xpath: /app/port[@name='b']\n  value: "8080"\n`,
    then: { "/conf/app.xml": '<app>\n  <port name="a">1</port>\n  <port name="b">8080</port>\n</app>\n' },
  },
  {
    title: "An attribute that must not be there",
    given: { "/conf/app.xml": `<app><redirection IMSOrgId='' databaseId="u7"/></app>` },
    task: "xml:\n  path: /conf/app.xml\n  xpath: /app/redirection/@IMSOrgId\n  state: absent\n",
    then: { "/conf/app.xml": `<app><redirection databaseId="u7"/></app>` },
  },
];
