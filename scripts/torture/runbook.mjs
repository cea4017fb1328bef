// What is done in every trial, and what each path may look like at any moment of it.

export const secret = "Xq7-kept-to-itself-93";

/** How a file is: its text, its mode; `null` stands for nothing there. */
const file = (text, mode = 0o644) => ({ is: "file", text, mode });

/** Paths below a host's folder: as they are before, in between, and in the end. What `>>` makes is empty for a moment. */
export function pathsOf(host) {
  return {
    "srv/app.conf": [file("old settings\n", 0o640), file("new settings\n", 0o640), file("new settings\nlast\n", 0o640)],
    "srv/secret.conf": [file("password=old\n", 0o600), file(`password=${secret}\n`, 0o600)],
    "srv/old.txt": [file("not needed any more\n"), null],
    "srv/own.conf": [file("mine\n"), file("mine\nadded\n")],
    "srv/said.txt": [null, file(`said ${host} <a> <b> <c>\n`, 0o604)],
    "srv/dir": [null, { is: "directory", mode: 0o750 }],
    "srv/link": [null, { is: "link", target: "app.conf" }],
    "srv/other.txt": [file("nobody touches this\n", 0o611)],
    "log/once": [null, file(""), file("ran\n")],
    "log/items": [null, file(""), file("a\n"), file("a\nb\n"), file("a\nb\nc\n")],
    "log/restarted": [null, file(""), file("restarted\n")],
    "log/reloaded": [null, file(""), file("reloaded\n")],
  };
}

/** Which task's command leaves which line, each time it runs. */
export const marks = { once: ["once", 1], items: ["items", 3], restarted: ["restart", 1], reloaded: ["reload", 1] };

/** `pause`: how long commands take, in seconds. */
export function runbook(folder, pause = 0.03) {
  const host = `${folder}/{{ inventory_hostname }}`;
  const srv = `${host}/srv`;
  const slowly = (line) => `sleep ${pause}; ${line}`;
  const tasks = [
    { name: "settings", copy: { dest: `${srv}/app.conf`, content: "new settings\n" }, notify: "restart" },
    {
      name: "once",
      shell: {
        cmd: slowly(`echo ran >> ${host}/log/once; echo "said {{ inventory_hostname }}"`),
        undo: `rm -f ${host}/log/once`,
      },
      register: "once",
    },
    { name: "folder", file: { path: `${srv}/dir`, state: "directory", mode: "0750" } },
    {
      name: "items",
      shell: {
        cmd: slowly(`echo {{ item }} >> ${host}/log/items; echo "<{{ item }}>"`),
        undo: `rm -f ${host}/log/items`,
      },
      loop: ["a", "b", "c"],
      register: "items",
    },
    {
      name: "said",
      copy: {
        dest: `${srv}/said.txt`,
        content: "{{ once.stdout }} {{ items.results | map(attribute='stdout') | join(' ') }}\n",
        mode: "0604",
      },
    },
    { name: "line", lineinfile: { path: `${srv}/app.conf`, line: "last" }, notify: "reload" },
    { name: "secret", copy: { dest: `${srv}/secret.conf`, content: "password={{ word }}\n", mode: "0600" } },
    { name: "gone", file: { path: `${srv}/old.txt`, state: "absent" } },
    { name: "own", shell: { cmd: slowly(`echo added >> ${srv}/own.conf`), writes: [`${srv}/own.conf`] } },
    { name: "link", file: { path: `${srv}/link`, src: "app.conf", state: "link" } },
  ];
  const handlers = [
    { name: "restart", shell: slowly(`echo restarted >> ${host}/log/restarted`) },
    { name: "reload", shell: slowly(`echo reloaded >> ${host}/log/reloaded`) },
  ];
  return { name: "torture", inputs: { word: { secret: true } }, plays: [{ hosts: "all", tasks, handlers }] };
}
