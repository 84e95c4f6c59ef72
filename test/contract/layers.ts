// The import rule of dagger/src as data: who may import whom, and what pure code may not touch.
// import-rule.ts applies it.

type Layer = {
  name: string
  /** Its files, by their path below dagger/src; the first layer that matches has the file. */
  files: RegExp
  /** What they may import below dagger/src. */
  sources: RegExp
  packages: readonly string[]
  /** No clock, no chance, no process, no network: all of that comes in through ports. */
  pure: boolean
}

const anything = /^/
const sdk = ["@dagger.io/dagger", "@dagger.io/dagger/telemetry"]
export const nodeBuiltins = "node:*"

export const layers: readonly Layer[] = [
  {
    name: "core",
    files: /^core\//,
    sources: /^core\//,
    packages: ["semver", "valibot"],
    pure: true,
  },
  {
    name: "release",
    files: /^release\//,
    sources: /^(core|release)\//,
    packages: [],
    pure: true,
  },
  {
    name: "steps",
    files: /^steps\//,
    sources: /^(core|release|steps|workbench(?!\/container))\//,
    packages: ["semver", "valibot", nodeBuiltins],
    pure: false,
  },
  // What runs on the engine. The rest of workbench/ is the interfaces that steps are written over, so that the
  // host can stand in for the engine.
  {
    name: "workbench/container",
    files: /^workbench\/container[\w-]*\.ts$/,
    sources: anything,
    packages: [...sdk, nodeBuiltins],
    pure: false,
  },
  {
    name: "workbench",
    files: /^workbench\//,
    sources: /^(core|release|workbench(?!\/container))\//,
    packages: [],
    pure: true,
  },
  {
    name: "the module's top level",
    files: /^[^/]+$/,
    sources: anything,
    packages: [...sdk, nodeBuiltins],
    pure: false,
  },
]

/** Globals through which time, chance or the outside world come in. `Date` and `Math` are judged by their use. */
export const impureGlobals: ReadonlySet<string> = new Set([
  "console",
  "crypto",
  "fetch",
  "globalThis",
  "performance",
  "process",
  "require",
  "setImmediate",
  "setInterval",
  "setTimeout",
])
