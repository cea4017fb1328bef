#!/bin/bash
# product.sh BASE: the product's files for the benchmark's hosts: four instances, a 200 line configuration file each, a stub of
# nlserver that edits it in place, and a login profile that finds it.
set -eu
B=$1 NL=/usr/local/neolane/nl6 HOME_=$1/home/neolane

config_xml() { # $1 = instance name; about 200 lines
cat <<X
<?xml version='1.0'?>
<!-- Instance configuration file of '$1'.
     Edited by hand in places: keep the comments. -->
<serverconf>
  <!-- ===== Parameters shared by all the processes ===== -->
  <shared>
    <!-- Default data source of the instance -->
    <dataStore hosts="$1*" lang="en_GB" xslCache="true">
      <dataSource name="default">
        <dbcnx NChar="0" dbSchema="" encrypted="1" login="neolane" password="@0123456789abcdef==" provider="PostgreSQL" server="db-$1.internal" timezone="_server_" unicodeData="1" useTimestampTZ="1"/>
        <sqlParams funcPrefix=""/>
      </dataSource>
      <useVault/>
    </dataStore>

    <!-- Identity management (IMS): JWT technical account.
         authIMSTAClientId is set with:  nlserver config -instance:$1 -setimsjwtauth:... -->
    <ims authIMSClientId="campaign-classic-$1" authIMSClientSecret="@c2VjcmV0LWNsaWVudA==" authIMSOrgId="0000000000000000DEADBEEF@AdobeOrg"
         authIMSScope="openid,AdobeID,additional_info.projectedProductContext" authIMSServer="https://ims-na1.example.net"
         authIMSTAClientId="old-client-id-0001" authIMSTAClientSecret="@b2xkLXNlY3JldA=="
         authIMSTAId="0000000000000000@techacct.adobe.com" authIMSTAPrivateKey="@b2xkLXByaXZhdGUta2V5"/>

    <!-- Relations with the mirror page and tracking servers -->
    <htmlToPdf
      command="phantomjs --ignore-ssl-errors=true 'rasterize.js' '\$(URI)' '\$(OUT)'"
      timeout="60"/>
    <urlPermission action="blacklist" debugTrace="true">
$(for i in $(seq 1 30); do printf '      <url dnsSuffix="partner%02d.example.com" urlRegEx="https://partner%02d\\.example\\.com/.*"/> <!-- ticket CAMP-%d -->\n' "$i" "$i" $((1000+i)); done)
    </urlPermission>
    <javaScript maxMB="512" stackSizeKB="8192"/>
    <exec blacklistFile="/usr/local/neolane/nl6/conf/blacklist" user="neolane"/>
  </shared>

  <!-- ===== Application server ===== -->
  <web args="-tomcat" autoStart="false" controlPort="8080" initScripts="web.js" user="">
    <redirection IMSOrgId="" P3PCompactPolicy="CAO DSP COR CURa DEVa TAIa OUR BUS IND UNI COM NAV" trackWebVisitors="false">
$(for i in $(seq 1 8); do printf '      <spareServer enabledIf="$(hostname)!='"'"'front%02d'"'"'" id="%d" url="https://front%02d.$1.example.net:8080"/>\n' "$i" "$i" "$i" | sed "s/\$1/$1/"; done)
    </redirection>
$(for i in $(seq 1 12); do printf '    <proxyConfig enabled="false" id="p%02d" override="localhost*,127.0.0.1" useSingleProxy="false"/>\n' "$i"; done)
  </web>

  <!-- ===== Delivery server ===== -->
  <mta autoStart="true" dataSource="default" statServerAddress="stat.$1.example.net" verifyMode="false">
    <relay address="" port="25"/>
    <child idleChildTimeoutSec="60" maxAgeSec="3600" maxGCConnections="100" maxMsgPerChild="1000000" maxWaitingMessages="200" maxWorkingSetMb="128" timeToLive="0"/>
$(for i in $(seq 1 40); do printf '    <IPAffinity IPRange="" localDomain="mta%02d.%s.example.net" name="aff%02d">\n      <IP address="10.20.%d.%d" heloHost="mta%02d" publicId="%d" weight="%d"/>\n    </IPAffinity>\n' "$i" "$1" "$i" $((i/8)) "$i" "$i" "$i" $((i%5+1)); done)
  </mta>

  <stat autoStart="false"/>
  <inMail autoStart="true">
    <!-- one mailbox per bounce domain -->
    <msgDump type="0"/>
  </inMail>
  <sms autoStart="false"/>
  <wfserver autoStart="true" maxProcessMemoryAlertMb="1800" maxProcessMemoryWarningMb="1600">
    <schedule processRestartTime="06:00:00"/>
  </wfserver>
  <securityTimeOut warnTimeOut="120"/>

  <!-- ===== Pipeline (triggers) =====
       authType is moved from legacy key pairs to IMS JWT tokens -->
  <pipelined appName="campaign-$1" authGatewayEndpoint="https://gateway.example.net" authPrivateKey="@bGVnYWN5LWtleQ=="
             autoStart="true" discoverPipelineEndpoint="https://pipeline.example.net" dumpStatePeriodSec="5" forcedPipelineEndpoint="" maxProcessMemoryAlertMb="1800"
             monitorServerPort="7781" pointerFlushMessageCount="1000" pointerFlushPeriodSec="5" processingJSThreads="4" processingThreads="4" retryPeriodSec="30" retryValiditySec="300"/>

  <trackinglogd autoStart="false" maxCreateFileRetry="5" maxLogsSizeOnDiskMb="500" purgeLogsPeriod="50000" webTrackingParamSize="64"/>
  <!-- end of $1 -->
</serverconf>
X
}

nlserver_stub() { cat <<'X'
#!/bin/sh
# Stub of the product's nlserver: same calling form, edits conf/config-<instance>.xml, logs restarts.
NL=${NL_HOME:-/usr/local/neolane/nl6}
now() { date '+%Y-%m-%d %H:%M:%S'; }
say() { echo "$(date +%H:%M:%S) >   $*"; }
case "$1" in
  config)
    shift; I= A=
    for a in "$@"; do case "$a" in
      -instance:*) I=${a#-instance:};;
      -setimsjwtauth:*) A=${a#-setimsjwtauth:}; A=${A#:};;
    esac; done
    F=$NL/conf/config-$I.xml
    [ -f "$F" ] || { echo "CFG-350001 Instance '$I' not found." >&2; exit 1; }
    # form: orgId/clientId/technicalAccountId/clientSecret/base64key (the key may hold '/')
    O=${A%%/*}; R=${A#*/}; C=${R%%/*}; R=${R#*/}; T=${R%%/*}; R=${R#*/}; S=${R%%/*}; K=${R#*/}
    [ -n "$O" ] && [ -n "$C" ] && [ -n "$T" ] && [ -n "$S" ] && [ -n "$K" ] || { echo "CFG-350002 bad -setimsjwtauth" >&2; exit 1; }
    say "Application server for Adobe Campaign Classic (stub)"
    O="$O" C="$C" T="$T" S="@$(printf %s "$S" | base64 -w0)" K="@$(printf %s "$K" | base64 -w0)" awk '
      function set(n, v,   p, q, h) { p = index(buf, " " n "=\""); if (!p) { sub(/[ \t]*\/>/, " " n "=\"&", buf); sub(n "=\"[ \t]*/>", n "=\"" esc(v) "\"/>", buf); return }
        h = substr(buf, 1, p + length(n) + 2); q = substr(buf, p + length(n) + 3); sub(/^[^"]*/, "", q); buf = h v q }
      function esc(v) { gsub(/&/, "\\\\&", v); return v }
      !inn && /<ims[ \t]/ { inn = 1; buf = "" }
      inn { buf = buf (buf == "" ? "" : "\n") $0; if (/\/>/) { set("authIMSOrgId", ENVIRON["O"]); set("authIMSTAClientId", ENVIRON["C"]); set("authIMSTAId", ENVIRON["T"]); set("authIMSTAClientSecret", ENVIRON["S"]); set("authIMSTAPrivateKey", ENVIRON["K"]); print buf; inn = 0 } next }
      { print }' "$F" >"$F.tmp" && cat "$F.tmp" >"$F" && rm -f "$F.tmp" || exit 1
    echo "$(now) config $I" >>$NL/var/nlserver.log
    say "Configuration of instance '$I' saved.";;
  restart|start|stop)
    mkdir -p $NL/var; echo "$(now) $1 $2" >>$NL/var/nlserver.log
    say "Application server for Adobe Campaign Classic (stub)"
    say "${1} of task '$2' ('${2%%@*}' in instance '${2#*@}') successfully done.";;
  pdump)
    say "Application server for Adobe Campaign Classic (stub)"
    for f in $NL/conf/config-camp*.xml; do i=${f##*/config-}; i=${i%.xml}
      echo "mta@$i (2101) - 35.2 MB"; echo "wfserver@$i (2102) - 80.4 MB"; echo "pipelined@$i (2103) - 62.9 MB"; done
    echo "syslogd@default (2001) - 9.8 MB"; echo "watchdog (2000) - 4.1 MB"; echo "web@default (2002) - 310.7 MB";;
  monitor) echo "<monitoring><instance name='camp1' status='ok'/></monitoring>";;
  *) echo "nlserver: unknown command '$1'" >&2; exit 2;;
esac
X
}


mkdir -p "$B$NL"/{conf,bin,var}
for i in camp1 camp2 camp3 camp4; do config_xml $i >"$B$NL/conf/config-$i.xml"; done
nlserver_stub >"$B$NL/bin/nlserver"; chmod 755 "$B$NL/bin/nlserver"
echo "PATH=$NL/bin:\$PATH" >>"$HOME_/.profile"
