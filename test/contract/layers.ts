// The house as data: who may import whom, what pure code may not touch, and how files are cut.
// import-rule.ts and house-rule.ts apply it.

type Layer = {
  name: string
  /** Its files, by their path below the repository's root; the first layer that matches has the file. */
  files: RegExp
  /** The files that they may import. */
  sources: RegExp
  /** A name ending in `*` stands for every package that begins so. */
  packages: readonly string[]
  /** No clock, no chance, no process, no network: all of that comes in through ports. */
  pure: boolean
}

const sdk = ["@dagger.io/dagger", "@dagger.io/dagger/telemetry"]
const nodeBuiltins = "node:*"

const layersOf = (names: string): RegExp => new RegExp(`^src/(?:${names})/`)

/** The command table and the wiring of ports: what both runners share. */
const shared = /^src\/(?:commands|assemble)\.ts$/
const wiring = (own: string): RegExp =>
  new RegExp(`${shared.source}|${layersOf(`core|release|admin|adapters|workbench|${own}`).source}`)

export const layers: readonly Layer[] = [
  {
    name: "core",
    files: layersOf("core"),
    sources: layersOf("core"),
    packages: ["rrule-temporal", "semver", "semver/*", "temporal-polyfill", "valibot"],
    pure: true,
  },
  {
    name: "release",
    files: layersOf("release"),
    sources: layersOf("core|release"),
    packages: [],
    pure: true,
  },
  {
    name: "admin",
    files: layersOf("admin"),
    sources: layersOf("core|release|admin"),
    packages: [],
    pure: true,
  },
  // Interfaces alone: adapters are written over them, so that the host can stand in for the engine.
  {
    name: "workbench",
    files: layersOf("workbench"),
    sources: layersOf("core|release|workbench"),
    packages: [],
    pure: true,
  },
  {
    name: "adapters",
    files: layersOf("adapters"),
    sources: layersOf("core|release|admin|workbench|adapters"),
    packages: ["@aws-sdk/*", "@octokit/*", "semver", "semver/*", "valibot", "yaml", nodeBuiltins],
    pure: false,
  },
  {
    name: "commands and assemble",
    files: shared,
    sources: wiring("workbench"),
    packages: [],
    pure: false,
  },
  {
    name: "engine",
    files: layersOf("engine"),
    sources: wiring("engine"),
    // the SDK's own
    packages: [...sdk, "typescript", nodeBuiltins],
    pure: false,
  },
  {
    name: "host",
    files: layersOf("host"),
    // its own version is in package.json
    sources: new RegExp(`${wiring("host").source}|^package\\.json$`),
    packages: [
      "@clack/prompts",
      "commander",
      "leven",
      "log-update",
      "slice-ansi",
      "@opentelemetry/*",
      "zx",
      "zx/core",
      nodeBuiltins,
    ],
    pure: false,
  },
  {
    name: "the Dagger shell",
    files: /^dagger\/src\//,
    sources: /^dagger\/(?:src\/|pipeline\.js$)/,
    packages: sdk,
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

/** How the code below src/ is cut into files. */
export const cut = {
  maxFiles: 190,
  maxLines: 300,
  /** A shorter file needs a second user, or is loaded on demand; otherwise it belongs in the file of its only user. */
  minLines: 40,
  /** Tables of data, which may be as long as they have rows. */
  tables: ["src/core/reasons.ts", "src/commands.ts"] as readonly string[],
}
