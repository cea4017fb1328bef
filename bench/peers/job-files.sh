# a command, and 20 files with one line each, in one script
F=/usr/local/neolane/nl6/var; ch=0
true || exit 1
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20; do
  grep -qx 'limit = 10' "$F/option-$i" 2>/dev/null || { echo 'limit = 10' >>"$F/option-$i" || exit 1; ch=1; }
done
echo "OK changed=$ch"
