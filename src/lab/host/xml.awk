# Reads or edits one XML configuration file as bytes: what is not asked for stays as it is.
# No single quote may stand in this text (\047 instead): it travels inside single quotes.
# Environment  DO    check | modules | get | set
#              AT    path of element names below the root, such as shared/ims
#              NAME  attribute to get; empty: only whether the element is there
#              SET   lines of name=value
# Input is the file followed by one x, so that the end of its last line is not lost.
# Statuses: 0 done, 1 not there, 3 not well-formed (check says where).

{ text = text (NR > 1 ? "\n" : "") $0 }

END {
  text = substr(text, 1, length(text) - 1)
  act = ENVIRON["DO"]
  if (!parse()) {
    if (act == "check") print "line " split(substr(text, 1, at), lines, "\n") ": " wrong
    exit 3
  }
  if (act == "get") exit (got ? 0 : 1)
  if (act == "set") exit (write() ? 0 : 1)
}

# Walks all tags; comments, CDATA and instructions hold none.
function parse(    p, i, rest, e) {
  depth = 0
  for (p = 1; (i = index(substr(text, p), "<")) > 0; p = at + e) {
    at = p + i - 1
    rest = substr(text, at)
    if (index(rest, "<!--") == 1) e = past(rest, 5, "-->")
    else if (index(rest, "<![CDATA[") == 1) e = past(rest, 10, "]]>")
    else if (index(rest, "<?") == 1) e = past(rest, 3, "?>")
    else if (index(rest, "<!") == 1) e = past(rest, 3, ">")
    else if ((e = tag_length(rest)) > 0 && !take(substr(rest, 1, e))) return 0
    if (e == 0) return broken("this is not closed")
  }
  if (depth > 0) return broken("<" name[depth] "> is not closed")
  return root_at > 0 ? 1 : broken("there is no element")
}

function broken(why) {
  wrong = why
  return 0
}

function past(s, from, mark,    i) {
  i = index(substr(s, from), mark)
  return i == 0 ? 0 : from + i + length(mark) - 2
}

# Length of the tag at the beginning of s, quoted ">" included; 0 when it does not end.
function tag_length(s,    p, q, i) {
  p = 1
  while (match(substr(s, p), /[">\047]/)) {
    p += RSTART
    q = substr(s, p - 1, 1)
    if (q == ">") return p - 1
    i = index(substr(s, p), q)
    if (i == 0) return 0
    p += i
  }
  return 0
}

# One tag, which begins at "at".
function take(tag,    n) {
  if (tag ~ /^<\//) {
    n = substr(tag, 3)
    sub(/[ \t\r\n]*>$/, "", n)
    if (depth == 0 || n != name[depth]) return broken("</" n "> closes nothing")
    if (depth == 2 && n == "shared" && !shared_end) shared_end = at
    depth--
    return 1
  }
  if (!match(tag, /^<[A-Za-z_][^ \t\r\n\/>]*/)) return broken("this is no tag")
  n = substr(tag, 2, RLENGTH - 1)
  if (depth == 0 && root_at) return broken("<" n "> stands after the root element")
  attribute(tag, "")
  if (substr(tag, rest_at) !~ /^[ \t\r\n]*\/?>$/) return broken("<" n "> has a malformed attribute")
  name[++depth] = n
  element(tag)
  if (tag ~ /\/>$/) depth--
  return 1
}

# Looks at an opened element; name[1..depth] leads to it.
function element(tag,    path, i) {
  for (i = 2; i <= depth; i++) path = path (i > 2 ? "/" : "") name[i]
  if (depth == 1) { root_at = at; root_length = length(tag) }
  if (path == "shared" && !shared_at) { shared_at = at; shared_length = length(tag) }
  if (act == "modules" && depth == 2 && attribute(tag, "autoStart"))
    print name[2], substr(tag, value_at, value_length)
  if (path != ENVIRON["AT"] || found_at || depth == 1) return
  found_at = at
  found_length = length(tag)
  if (act == "get" && ENVIRON["NAME"] == "") got = 1
  else if (act == "get" && attribute(tag, ENVIRON["NAME"])) {
    print substr(tag, value_at, value_length)
    got = 1
  }
}

# Finds one attribute: value_at and value_length are inside the tag. Otherwise rest_at is what follows the last one.
function attribute(tag, wanted,    s, key, q, i) {
  match(tag, /^<[^ \t\r\n\/>]+/)
  rest_at = RLENGTH + 1
  while (match(s = substr(tag, rest_at), /^[ \t\r\n]+[^ \t\r\n=\/>"<\047]+[ \t\r\n]*=[ \t\r\n]*["\047]/)) {
    key = substr(s, 1, RLENGTH - 1)
    gsub(/[ \t\r\n=]/, "", key)
    q = substr(s, RLENGTH, 1)
    i = index(substr(s, RLENGTH + 1), q)
    if (key == wanted) {
      value_at = rest_at + RLENGTH
      value_length = i - 1
      return 1
    }
    rest_at += RLENGTH + i
  }
  return 0
}

# Prints the document with the wanted attributes of shared/ims; the element is made when it is absent.
function write(    line, start, new) {
  line = index(text, "\r\n") ? "\r\n" : "\n"
  if (found_at) return put(found_at, with_values(substr(text, found_at, found_length)), found_at + found_length)
  if (shared_end) {
    start = before_blanks(text, shared_end, " \t")
    if (substr(text, start - 1, 1) != "\n") return put(shared_end, with_values("<ims/>"), shared_end)
    return put(start, substr(text, start, shared_end - start) "  " with_values("<ims/>") line, start)
  }
  new = "<shared>" line "    " with_values("<ims/>") line "  </shared>"
  if (shared_at) return put(shared_at, new, shared_at + shared_length)
  if (substr(text, root_at, root_length) ~ /\/>$/) return 0
  return put(root_at + root_length, line "  " new, root_at + root_length)
}

# Where those of the given blanks begin that end right before position p of s.
function before_blanks(s, p, blanks) {
  while (p > 1 && index(blanks, substr(s, p - 1, 1))) p--
  return p
}

function put(to, new, on) {
  ORS = ""
  print substr(text, 1, to - 1) new substr(text, on)
  return 1
}

function with_values(tag,    n, pairs, i, k, v, end) {
  n = split(ENVIRON["SET"], pairs, "\n")
  for (i = 1; i <= n; i++) {
    k = index(pairs[i], "=")
    v = escaped(substr(pairs[i], k + 1))
    k = substr(pairs[i], 1, k - 1)
    if (attribute(tag, k)) {
      tag = substr(tag, 1, value_at - 1) v substr(tag, value_at + value_length)
    } else {
      end = before_blanks(tag, length(tag) - (tag ~ /\/>$/), " \t\r\n")
      tag = substr(tag, 1, end - 1) " " k "=\"" v "\"" substr(tag, end)
    }
  }
  return tag
}

function escaped(v) {
  gsub(/&/, "\\&amp;", v)
  gsub(/</, "\\&lt;", v)
  gsub(/"/, "\\&quot;", v)
  gsub(/\047/, "\\&#39;", v)
  return v
}
