// What the SDK does that would cost a call time, or the call itself. It is put right as the module is loaded.
import { createRequire } from "node:module"

/** The classes of the SDK's client; what is in them. */
const CLASS_BODIES = /^(export class \w+ extends BaseClient \{)\n[\s\S]*?^\}$/gm

/**
 * Before each call the SDK has TypeScript read the module, and with it all that browsers have, its own client twice, and
 * what that imports: a quarter of the time that a short call takes. The functions' types need the language and the
 * names of the client's classes, so TypeScript is given these.
 */
function narrowTypeScript(): void {
  const require = createRequire(import.meta.url)
  const { sys } = require("typescript") as typeof import("typescript")
  const { readFile } = sys
  let client: string | undefined
  sys.readFile = (path, encoding) => {
    if (/\/lib\.\w+\.full\.d\.ts$/.test(path)) return `/// <reference lib="es5" />`
    if (path.endsWith("/@dagger.io/dagger/core.d.ts")) return ""
    const text = readFile(path, encoding)
    if (path.endsWith("/sdk/client.gen.ts") && text === client) return ""
    if (!path.endsWith("/@dagger.io/dagger/client.gen.ts")) return text
    client = text
    return text?.replace(CLASS_BODIES, "$1}")
  }
}

/** Where the SDK sends its queries. */
const SESSION = /^http:\/\/127\.0\.0\.1:\d+\/query$/

/**
 * Bun ends a request after five minutes, and the SDK of engines before 0.21.9 lets it: a tool that takes longer would be
 * one request too long.
 */
export const withoutLimit =
  (fetch: typeof globalThis.fetch) =>
  (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> =>
    SESSION.test(String(input))
      ? fetch(input, { ...init, timeout: false } as RequestInit)
      : fetch(input, init)

// other programs load this one too, and need both as they are
if (process.argv[1]?.endsWith("/__dagger.entrypoint.ts")) {
  narrowTypeScript()
  globalThis.fetch = Object.assign(withoutLimit(globalThis.fetch), globalThis.fetch)
}
