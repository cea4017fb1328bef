import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(
  new URL("../../node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url),
);

/** What an editor underlines; lines and characters count from 0. */
export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** One line of an editor's list of completions. */
export interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** yaml-language-server as editors start it, over standard input and output, with one schema for all YAML files. */
export class LanguageServer {
  readonly #server: ChildProcess;
  readonly #settings: object;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #diagnosed = new Map<string, (found: readonly Diagnostic[]) => void>();
  #unread = Buffer.alloc(0);
  #lastId = 0;

  constructor(schemaUrl: string) {
    this.#settings = {
      validate: true,
      completion: true,
      hover: true,
      schemaStore: { enable: false },
      schemas: { [schemaUrl]: "**/*.yaml" },
    };
    this.#server = spawn(process.execPath, [main, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#server.stdout?.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  async start(): Promise<void> {
    const capabilities = { workspace: { configuration: true }, textDocument: { completion: {} } };
    await this.#ask("initialize", { processId: process.pid, rootUri: null, capabilities });
    this.#send({ method: "initialized", params: {} });
    this.#send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: this.#settings } } });
  }

  /** Opens a text as an editor does; what is underlined in it. */
  open(uri: string, text: string): Promise<readonly Diagnostic[]> {
    return new Promise((resolve) => {
      this.#diagnosed.set(uri, resolve);
      this.#send({
        method: "textDocument/didOpen",
        params: { textDocument: { uri, languageId: "yaml", version: 1, text } },
      });
    });
  }

  /** What an editor offers at a place of an open text. */
  async complete(uri: string, line: number, character: number): Promise<readonly Completion[]> {
    const params = { textDocument: { uri }, position: { line, character } };
    const found = await this.#ask("textDocument/completion", params);
    return found.items;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#server.once("close", resolve));
    this.#server.kill();
    await ended;
  }

  #ask(method: string, params: object): Promise<{ readonly items: readonly Completion[] }> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => {
        if (error) reject(new Error(error.message));
        else resolve(JSON.parse(JSON.stringify(result)));
      });
      this.#send({ id, method, params });
    });
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const begin = this.#unread.indexOf("\r\n\r\n") + 4;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#unread.subarray(0, begin).toString())?.[1]);
      if (begin < 4 || this.#unread.length < begin + length) return;
      this.#handle(JSON.parse(this.#unread.subarray(begin, begin + length).toString()));
      this.#unread = this.#unread.subarray(begin + length);
    }
  }

  #handle(message: Message & { readonly params?: DiagnosticsOf & Asked }): void {
    const { id, method, params } = message;
    if (method === "workspace/configuration") {
      const result = params?.items.map(({ section }) => (section === "yaml" ? this.#settings : {}));
      this.#send({ ...(id !== undefined && { id }), result });
    } else if (method === "textDocument/publishDiagnostics") {
      if (params) this.#diagnosed.get(params.uri)?.(params.diagnostics);
    } else if (method !== undefined && id !== undefined) {
      this.#send({ id, result: null });
    } else if (id !== undefined) {
      this.#answers.get(id)?.(message);
      this.#answers.delete(id);
    }
  }
}

interface DiagnosticsOf {
  readonly uri: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Asked {
  readonly items: readonly { readonly section: string }[];
}
