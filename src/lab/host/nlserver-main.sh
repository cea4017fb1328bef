# --- the command -------------------------------------------------------------------------------------------------

release=''
IFS= read -r release <"$conf/practice-build" || [ -n "$release" ] || exit 1
build=${release#*build }
build=${build%%[!0-9]*}
banner
command=${1-}
[ $# -eq 0 ] || shift
case $command in
config | start | stop | restart | pdump | monitor) "$command" "$@" ;;
-version) ;;
shutdown) mask='*' && stop_tasks ;;
'' | '-?' | -h | -H) echo 'Usage: nlserver config|start|stop|restart|pdump|monitor|shutdown|-version ...' ;;
*) fail "The practice nlserver does not know '$command'." ;;
esac
