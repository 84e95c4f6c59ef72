// @module-tag slow
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseConfig } from "../../src/core/config/parse.ts"
import { ROOT } from "../helpers/cli.ts"

test("the complete example is one that the pipeline takes", () => {
  const config = parseConfig(readFileSync(join(ROOT, "examples", "seed", "pipeline.json"), "utf8"))
  expect(config.deployer).toMatchObject({ kind: "sst", outputs: ["api", "web"] })
  expect(config.secrets.required).toHaveLength(10)
  expect(config.secrets.optional).toHaveLength(2)
  expect(config.migrations?.path).toBe("packages/shared/src/migrations")
  expect(config.smoke.checks.map(({ url }) => url)).toEqual(["{api}/health", "{web}/api/health"])
  expect(config.verify).toMatchObject({ checks: [{ name: "chat" }], logs: {}, slack: { optional: true } })
})
