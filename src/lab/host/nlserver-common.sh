# A practice nlserver: imitates the commands that Adobe documents, over practice files, and starts no server.
# It keeps a table of tasks instead: var/practice-tasks has lines of "module@instance pid megabytes".
# Credentials are only ever handled by builtins, so that no argument list but this script's own shows them.
LC_ALL=C
export LC_ALL
case $0 in */*) nl6=${0%/*}/.. ;; *) nl6=.. ;; esac
nl6=$(cd "$nl6" && pwd) || exit 1
conf=$nl6/conf
var=${XTK_VAR_DIR:-$nl6/var}
tasks=$var/practice-tasks
newline='
'
return_character=$(printf '\r')

# --- speaking ----------------------------------------------------------------------------------------------------

say() { printf '%s >   %s\n' "$(date +%H:%M:%S)" "$1"; }

fail() {
  say "$1"
  exit 1
}

banner() { say "Application server for Adobe Campaign Classic (${release% of *}) of ${release##* of }"; }

usage() {
  cat <<END
Usage: nlserver config [-?|h|H] [-version] [-noconsole] [-verbose:<level>] [-instance:<instance>] [-reload]
 [-setimsjwtauth:<Organization_Id/Client_Id/Technical_Account_ID/Client_Secret/Base64_encoded_Private_Key>]
END
  [ "$build" -lt 9383 ] || echo ' [-setimsoauth:<ims-org-id/client-id/technical-account-id/client-secret>]'
  cat <<END
-version : shows the version
-instance : the instance to work on (default instance if this option is not present)
-reload : makes the server read the configuration of its instances again
-setimsjwtauth : sets the technical account of an instance (JWT)
END
  [ "$build" -lt 9383 ] || echo '-setimsoauth : sets the technical account of an instance (OAuth Server-to-Server)'
}

# --- configuration files -----------------------------------------------------------------------------------------

# xml DO FILE [AT [NAME]]: see xml.awk.
xml() { { cat -- "$2" && printf x; } | DO=$1 AT=${3-} NAME=${4-} SET=${pairs-} awk "$xml_program"; }

# effective INSTANCE AT NAME: the instance's value, even an empty one, else the one all instances share.
effective() { xml get "$conf/config-$1.xml" "$2" "$3" 2>/dev/null || xml get "$conf/serverConf.xml" "$2" "$3"; }

readable() {
  [ -r "$1" ] || fail "The configuration file '$1' cannot be read."
  place=$(xml check "$1") || fail "The configuration file '$1' is not well-formed: $place"
}
