/** An instance file as Campaign generates it: single-quoted prolog, wrapped attributes, comments that hold tags. */
export const instanceFile = `<?xml version='1.0'?>
<serverconf>
  <shared>
    <dataStore hosts="*" lang="eng" uploadWhitelist="(?i).*\\.(jpg|jpeg|png|favicon|xml|gif|bmp|txt)">
      <dataSource name="default">
        <dbcnx encrypted="1" login="dbuser1:dbuser1" password="@bzq9K93k6mXcp3NGR8An4g=="
               provider="postgresql" server="localhost"/>
      </dataSource>
    </dataStore>
  </shared>

   <mta autoStart="true" statServerAddress="">
    <child>
      <smtp>
        <IPAffinity name="default,mid.default,dev.default,test.default">
          <!--  For dev instances, if you need a default IP (not recommended), use address="0.0.0.0" -->
          <IP address="" heloHost="" publicId="" weight=""/>
        </IPAffinity>
      </smtp>
    </child>
  </mta>
<stat autoStart="true"/>
  <wfserver autoStart="true"/>
  <inMail autoStart="true"/>
  <sms autoStart="false"/>
  <interactiond autoStart="false"/>

  <web>
    <redirection IMSOrgId="" databaseId="" trackingPassword=""/>
  </web>

  <securityZone name="public">
    <securityZone name="vpn">
      <!-- Add customer specifc IPs here, HTTPS access will be mandatory to login
      <subNetwork name="Cus1" mask="x.x.x.x/y"/>
      -->
    </securityZone>
  </securityZone>
</serverconf>
`;

/** The file of the deployment pages, where closing tags share lines. */
export const crampedFile = `<?xml version='1.0'?>
<serverconf>  
  <shared>    
    <!-- add lang="eng" to dataStore to force English for the instance -->    
    <dataStore hosts="tracking.campaign.net*,console.campaign.net*">      
      <mapping logical="*" physical="default"/>    
    </dataStore>  </shared>  
    <mta autoStart="true" statServerAddress="localhost"/>
    <wfserver autoStart="true"/>  
    <inMail autoStart="true"/>  
    <sms autoStart="false"/>  
    <listProtect autoStart="false"/>
</serverconf>
`;

/** A root in camel case, `<imsConfig>` but no `<ims>`, and a process that was switched off with an underscore. */
export const camelCaseFile = `<serverConf>
  <shared>
    <imsConfig>
        <nonIMSAuthnAPI disableAPI="true">
            <allowOperator name="admin"/>
            <allowOperator name="internal|monitoring"/>
        </nonIMSAuthnAPI>
    </imsConfig>
  </shared>
  <mta _autoStart="true" statServerAddress="localhost"/>
</serverConf>
`;
