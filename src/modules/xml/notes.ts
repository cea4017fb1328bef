/** The xml module's page: what is stricter than in Ansible, and what the paths can say. */
export const notes = `
- Only the bytes of what is named change. Quotes, spaces, comments, CDATA, line ends, byte-order mark and encoding stay;
  a new attribute or element takes the quotes and the indentation around it. Ansible writes the whole file anew.
- After the edit both versions are read by a strict parser, and exactly the named thing must differ; else nothing is
  written (RB5006).
- A file that is not well-formed XML is refused and left alone (RB5101, with line and column), as is one with an internal
  DTD subset (RB5106) or in an encoding that does not fit its bytes (RB5105).
- An edit means one element: a path that matches two is an error that shows both (RB5103). Ansible edits them all.
- \`xpath\` is a small part of XPath 1.0: \`/a/b\`, \`//b\`, \`*\`, and the predicates \`[2]\`, \`[last()]\`, \`[@a]\`, \`[@a='x']\`,
  \`[child]\`, \`[child='x']\`, \`[text()='x']\`, at the end \`/@a\` or \`/text()\`. Names match exactly, so \`ims\` is not \`imsConfig\`;
  a prefix is compared as it is written unless \`namespaces\` maps it.
- With \`state: present\` missing elements are made as in Ansible: a misspelt path makes a new element. \`create: false\` makes
  that an error (RB5104). The root is never made. What the edit removes may be missing already.
- With \`attribute\`, \`state: absent\` removes the attribute; Ansible would remove the element.
- \`content\` of nothing is an error (RB5104), as in Ansible; \`count\` of nothing is 0.
- An element that goes takes the line that it stood on with it; Ansible leaves the blanks.
- \`add_children\` adds only children that are not there in the same form; Ansible adds them again in every run.
- The text of an element that holds other elements or comments is not set (RB5009): what should become of them is unclear.
- A \`value\` that is a secret is never shown; the file's diff then says only that it changed.`;
