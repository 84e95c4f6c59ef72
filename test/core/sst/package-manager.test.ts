import { describe, expect, test } from "vitest"
import {
  chooseInstallation,
  INSTALL_FILES,
  type TreeManifest,
} from "../../../src/core/sst/package-manager.ts"

const choose = (fields: Partial<TreeManifest>) =>
  chooseInstallation({ packageJson: "{}", lockfiles: [], yarnrc: false, ...fields })

describe("the tree's own package manager installs what its lockfile says", () => {
  test.each<[string, Partial<TreeManifest>, string]>([
    ["npm", { lockfiles: ["package-lock.json"] }, "npm ci --no-audit --no-fund"],
    ["npm by its other lockfile", { lockfiles: ["npm-shrinkwrap.json"] }, "npm ci --no-audit --no-fund"],
    [
      "npm that is named",
      { packageJson: '{"packageManager":"npm@11.0.0"}', lockfiles: ["package-lock.json"] },
      "npm ci --no-audit --no-fund",
    ],
    ["pnpm", { lockfiles: ["pnpm-lock.yaml"] }, "pnpm install --frozen-lockfile"],
    [
      "a version of pnpm",
      { packageJson: '{"packageManager":"pnpm@9.1.0+sha512.abc"}', lockfiles: ["pnpm-lock.yaml"] },
      "corepack pnpm install --frozen-lockfile",
    ],
    ["yarn 1", { lockfiles: ["yarn.lock"] }, "yarn install --frozen-lockfile"],
    [
      "a version of yarn 1",
      { packageJson: '{"packageManager":"yarn@1.22.22"}', lockfiles: ["yarn.lock"] },
      "corepack yarn install --frozen-lockfile",
    ],
    ["a later yarn by its settings", { lockfiles: ["yarn.lock"], yarnrc: true }, "yarn install --immutable"],
    [
      "a later yarn by its version",
      { packageJson: '{"packageManager":"yarn@4.5.0"}', lockfiles: ["yarn.lock"] },
      "corepack yarn install --immutable",
    ],
    ["bun", { lockfiles: ["bun.lock"] }, "bun install --frozen-lockfile"],
    [
      "bun by its old and new lockfile",
      { lockfiles: ["bun.lock", "bun.lockb"] },
      "bun install --frozen-lockfile",
    ],
    [
      "the one that is named, of two lockfiles",
      { packageJson: '{"packageManager":"pnpm@9.0.0"}', lockfiles: ["package-lock.json", "pnpm-lock.yaml"] },
      "corepack pnpm install --frozen-lockfile",
    ],
    [
      "npm in a tree without package.json",
      { packageJson: null, lockfiles: ["package-lock.json"] },
      "npm ci --no-audit --no-fund",
    ],
    [
      "npm where packageManager is no text",
      { packageJson: '{"packageManager":7}', lockfiles: ["package-lock.json"] },
      "npm ci --no-audit --no-fund",
    ],
  ])("%s", (_name, fields, argv) => {
    expect(choose(fields)).toMatchObject({ kind: "install", argv: argv.split(" ") })
  })
})

describe("nothing is guessed", () => {
  test.each<[string, Partial<TreeManifest>, RegExp]>([
    ["no lockfile", {}, /no lockfile/],
    ["lockfiles of two", { lockfiles: ["yarn.lock", "package-lock.json"] }, /lockfiles of yarn and npm/],
    [
      "another lockfile than the manager's",
      { packageJson: '{"packageManager":"pnpm@9.0.0"}', lockfiles: ["yarn.lock"] },
      /packageManager is pnpm/,
    ],
    ["an unknown manager and no lockfile", { packageJson: '{"packageManager":"vlt@1.0.0"}' }, /no lockfile/],
    ["package.json that is not JSON", { packageJson: "{", lockfiles: ["yarn.lock"] }, /not valid JSON/],
  ])("%s", (_name, fields, message) => {
    expect(choose(fields)).toEqual({ kind: "unknown", message: expect.stringMatching(message) })
  })
})

test.each<[string, string, boolean]>([
  ["none", "{}", false],
  ["only such as the installation does not run", '{"scripts":{"build":"x","test":"x"}}', false],
  ["one after the installation", '{"scripts":{"postinstall":"prisma generate"}}', true],
  ["one that prepares", '{"scripts":{"prepare":"husky"}}', true],
  ["none that can be read", '{"scripts":"x"}', false],
  ["a list for a manifest", "[]", false],
])("scripts of the tree: %s", (_name, packageJson, needsSources) => {
  expect(choose({ packageJson, lockfiles: ["package-lock.json"] })).toMatchObject({ needsSources })
})

test.each(["preinstall", "install", "postinstall", "prepare"])(
  "a script %s may read sources, so all of them must be there",
  (script) => {
    const packageJson = JSON.stringify({ scripts: { [script]: "build" } })
    const lockfiles: TreeManifest["lockfiles"] = ["package-lock.json"]
    expect(choose({ packageJson, lockfiles })).not.toEqual(choose({ lockfiles }))
    expect(choose({ packageJson: '{"scripts":{"test":"x"}}', lockfiles })).toEqual(choose({ lockfiles }))
  },
)

test("an installation stands while what decides on it is the same", () => {
  expect(INSTALL_FILES.toSorted()).toEqual(
    [
      ...["**/package.json", "**/package-lock.json", "**/npm-shrinkwrap.json", "**/pnpm-lock.yaml"],
      ...["**/yarn.lock", "**/bun.lock", "**/bun.lockb", "**/.npmrc", "**/.yarnrc", "**/.yarnrc.yml"],
      ...["**/.yarn/**", "**/pnpm-workspace.yaml", "**/.pnpmfile.cjs", "**/bunfig.toml", "**/patches/**"],
    ].toSorted(),
  )
})
