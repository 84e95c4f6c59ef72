import { delimiter, join } from "node:path"
import { describe, expect, test } from "vitest"
import { environmentFor, userEnvironment } from "../../src/host/environment.ts"
import { ROOT } from "../helpers/cli.ts"

const path = (...directories: string[]) => directories.join(delimiter)

/** What npm makes of a shell's environment. */
const SCRIPT = {
  npm_lifecycle_event: "ship",
  npm_config_loglevel: "silent",
  npm_package_version: "9.9.9",
  INIT_CWD: "/shop",
  NODE: "/package/node_modules/node/bin/node",
  COLOR: "0",
  EDITOR: "vi",
  HOME: "/home/ann",
  SHOP: "shop",
  PATH: path(
    "/package/node_modules/.bin",
    "/node_modules/.bin",
    "/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin",
    "/usr/bin",
    "/home/ann/tools/node_modules/.bin",
  ),
}

test("an environment that no package manager made is the user's", () => {
  const env = {
    HOME: "/home/ann",
    PATH: path("/usr/bin", "/bin"),
    npm_config_registry: "http://registry.test/",
  }
  expect(userEnvironment(env, 1)).toEqual(env)
})

test("what a package manager added is taken out, and what it changed is as it was before", () => {
  const before = {
    PATH: "/usr/bin",
    HOME: "/home/ann",
    EDITOR: "ed",
    npm_config_registry: "http://registry.test/",
  }
  expect(userEnvironment(SCRIPT, 1, () => before)).toEqual({ ...before, SHOP: "shop" })
})

test("where nothing shows what was before, what is certainly a package manager's is taken out", () => {
  const { HOME, SHOP, EDITOR } = SCRIPT
  expect(userEnvironment(SCRIPT, 1, () => null)).toEqual({
    ...{ HOME, SHOP, EDITOR },
    PATH: path("/usr/bin", "/home/ann/tools/node_modules/.bin"),
  })
})

test.each(["/tmp/xfs-1a2b3c4d", "/tmp/yarn--1764300000000-0.123"])("so is yarn's %s", (directory) => {
  const env = { npm_execpath: "/yarn.js", PATH: path(directory, "/usr/bin") }
  expect(userEnvironment(env, 1, () => null)).toEqual({ PATH: "/usr/bin" })
})

test("the pipeline's own programs are not the user's", () => {
  const env = { PATH: path("/usr/bin", join(ROOT, "node_modules", ".bin"), "/bin") }
  expect(userEnvironment(env, 1)).toEqual({ PATH: path("/usr/bin", "/bin") })
})

describe("a hook", () => {
  const own = { databaseUrl: "SHOP_DB", signingSecret: null, tool: ["KUBECONFIG"], apart: ["PAGER"] }
  const env = {
    ...{
      HOME: "/home/ann",
      PATH: "/usr/bin",
      LANG: "C",
      KUBECONFIG: "/home/ann/.kube",
      PAGER: "p",
      SHOP_DB: "d",
    },
    ...{ GITHUB_TOKEN: "t", NPM_TOKEN: "t", STRIPE_SECRET_KEY: "s", DB_PASSWORD: "w" },
  }

  test("is handed nothing that is a secret: what it names comes by another way", () => {
    expect(environmentFor("hook", env, own)).toEqual({ HOME: "/home/ann", PATH: "/usr/bin", LANG: "C" })
  })

  test("keeps its own secrets from the deploy", () => {
    expect(environmentFor("deploy", env, own)).not.toHaveProperty("PAGER")
  })
})
