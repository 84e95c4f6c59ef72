import { expect } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { PipelineError, type Problem } from "../../../src/core/errors.ts"

/** A small valid pipeline.json, to be changed by a test. */
export const sample = () => ({
  app: "shop",
  deployer: {
    kind: "sandbox",
    services: {
      api: { command: ["node", "api.mjs"] },
      web: { command: ["node", "web.mjs"], env: { API_URL: "{api}" } },
    },
  },
  smoke: {
    checks: [
      { name: "api", url: "{api}/health", expect: { version: "version" } },
      { name: "web", url: "{web}/" },
    ],
  },
})

export const commandDeployer = { kind: "command", deploy: ["./deploy.sh", "{stage}"] }

/** The sample with the value at a path replaced (undefined: taken out), as text. */
export function withValue(path: readonly (string | number)[], value: unknown): string {
  const config = sample()
  const last = path.at(-1) as string
  const holder = path.slice(0, -1).reduce<Record<string, unknown>>((inner, key) => {
    inner[key] ??= {}
    return inner[key] as Record<string, unknown>
  }, config)
  holder[last] = value
  return JSON.stringify(config)
}

/** Every problem of a text, one a line; none when it is accepted. Each says in sentences how it is fixed. */
export function problemsOf(text: string): string[] {
  try {
    parseConfig(text)
    return []
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    expect(error.message).toMatch(/^\S[\s\S]+\.$/)
    for (const { fix = "It is said already." } of error.problems) {
      expect(fix).toMatch(/^[A-Z][\s\S]+[.?]$/)
      expect(fix).not.toMatch(/null|undefined/)
    }
    return error.problems.map(({ path, message }: Problem) => `${path}: ${message}`)
  }
}
