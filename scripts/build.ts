// Makes what is shipped: `npm run build` writes dagger/pipeline.js, which is committed, and dist/, which npm packs.
//   npm run build           both, and the licenses of what is in them
//   npm run build module    what an engine runs
//   npm run build host      what a host runs
import { readdirSync, readFileSync } from "node:fs"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join, relative } from "node:path"
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild"

const root = join(import.meta.dirname, "..")

export interface Bundle {
  /** by their path below the repository's root */
  files: ReadonlyMap<string, string>
  /** folders that hold nothing else */
  folders: readonly string[]
  /** the packages that are in it */
  packages: ReadonlySet<string>
}

/** Readable, because people and their tools look into what an engine runs for them; and the same on every machine. */
const READABLE = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  mainFields: ["module", "main"],
  chunkNames: "chunks/[name]-[hash]",
  minifySyntax: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  metafile: true,
  write: false,
} as const satisfies BuildOptions

/** What an engine runs. It imports the SDK from where the engine puts it. */
export const moduleBundle = (): Promise<Bundle> =>
  bundle("dagger", ["dagger/chunks"], {
    entryPoints: { pipeline: "src/engine/main.ts" },
    target: "es2022",
    external: ["@dagger.io/dagger", "@dagger.io/dagger/telemetry"],
    banner: { js: "// Made by `npm run build` from src/engine: change it there." },
  })

/** What `release-pipeline` runs on a host, on any Node that package.json allows. */
export async function hostBundle(): Promise<Bundle> {
  const options = {
    entryPoints: { "release-pipeline": HOST_ENTRY },
    target: "node20.19",
    banner: { js: `// Made by \`npm run build\` from src/host: change it there.\n${REQUIRE}` },
  }
  const { metafile } = await build({ ...READABLE, ...options, outdir: "dist" })
  return bundle("dist", ["dist"], { ...options, plugins: [startInOneFile(metafile.inputs)] })
}

const HOST_ENTRY = "src/host/main.ts"

/**
 * Each file that is loaded at the start costs about a millisecond, and esbuild makes one of every set of modules that
 * the same chunks need. So each chunk is made to need all that the start needs: that is one set.
 */
function startInOneFile(inputs: Metafile["inputs"]): Plugin {
  const importsOf = (file: string, isLazy: boolean) =>
    (inputs[file]?.imports ?? []).flatMap(({ path, kind, external }) =>
      !external && isLazy === (kind === "dynamic-import") ? [path] : [],
    )
  const start = importsOf(HOST_ENTRY, false).filter((file) => file.endsWith(".ts"))
  const loaded = new Set(start)
  for (const file of loaded) for (const path of importsOf(file, false)) loaded.add(path)
  const lazy = new Set(Object.keys(inputs).flatMap((file) => importsOf(file, true)))
  const isChunk = (file: string) => lazy.has(file) && !loaded.has(file)
  return {
    name: "start-in-one-file",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^start:$/ }, () => ({ path: "start", namespace: "start" }))
      onLoad({ filter: /./, namespace: "start" }, () => ({
        contents: start.map((file) => `import "./${file}"`).join("\n"),
        resolveDir: root,
      }))
      onLoad({ filter: /\.ts$/ }, async ({ path }) =>
        isChunk(relative(root, path))
          ? { contents: `${await readFile(path, "utf8")}\nimport "start:"\n`, loader: "ts" }
          : null,
      )
    },
  }
}

/** Packages in the old module format require what Node brings along. */
export const REQUIRE = `import { createRequire as makeRequire } from "node:module"
const require = makeRequire(import.meta.url)`

async function bundle(
  folder: string,
  folders: readonly string[],
  options: Pick<BuildOptions, "entryPoints" | "target" | "external" | "banner" | "plugins">,
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({ ...READABLE, ...options, outdir: folder })
  const names = stableNames(metafile)
  const renamed = (text: string) => text.replace(HASHED, (name) => names.get(name) ?? name)
  const files = outputFiles.map(({ path, text }) => [renamed(relative(root, path)), renamed(text)] as const)
  const packages = Object.keys(metafile.inputs).flatMap((input) => PACKAGE.exec(input)?.[0] ?? [])
  return {
    files: new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    folders,
    packages: new Set(packages),
  }
}

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/

/** Who wrote what is in the bundles, and under which terms: the same text once for all that share it. */
export function thirdPartyLicenses(bundles: readonly Bundle[]): string {
  const byText = new Map<string, string[]>()
  for (const folder of [...new Set(bundles.flatMap(({ packages }) => [...packages]))].toSorted()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
    const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one))
    const text =
      file === undefined ? `License: ${license}` : readFileSync(join(root, folder, file), "utf8").trim()
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`])
  }
  const parts = [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`)
  return [LICENSES, ...parts].join(`\n${"-".repeat(80)}\n\n`)
}

export const LICENSES_FILE = "THIRD_PARTY_LICENSES.txt"
const LICENSES =
  "Packages that are part of dagger/pipeline.js and of the command release-pipeline, and their licenses.\n"

const HASHED = /\b[\w.-]+-[0-9A-Z]{8}\.js\b/g

/** A chunk is named after the file or the package that makes most of it: a change then shows as what it is. */
function stableNames({ outputs }: Metafile): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Map<string, number>()
  for (const [path, { entryPoint, inputs }] of Object.entries(outputs).toSorted(byContent)) {
    if (!path.includes("/chunks/")) continue
    const name = entryPoint === undefined ? mostOf(inputs) : plainName(entryPoint)
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    names.set(basename(path), `${name}${count === 1 ? "" : `-${count}`}.js`)
  }
  return names
}

function mostOf(inputs: Output[1]["inputs"]): string {
  const sizes = Object.entries(inputs).map(([input, { bytesInOutput }]) => ({ input, bytes: bytesInOutput }))
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes)
  return largest !== undefined && largest.bytes >= all / 4 ? plainName(largest.input) : "common"
}

/** By what is in them, because their hashes come in another order after every change. */
const byContent = (a: Output, b: Output): number => (keyOf(a) < keyOf(b) ? -1 : 1)
const keyOf = ([, { entryPoint = "", inputs }]: Output): string => [entryPoint, ...Object.keys(inputs)].join()
type Output = [path: string, Metafile["outputs"][string]]

const plainName = (input: string): string =>
  (
    /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ??
    input.replace(/^src\//, "").replace(/\.\w+$/, "")
  )
    .replace(/^@/, "")
    .replaceAll("/", "-")

/** Writes dist/. */
export const writeHost = async (): Promise<void> => write(await hostBundle())

async function write({ files, folders }: Pick<Bundle, "files" | "folders">): Promise<void> {
  for (const folder of folders) await rm(join(root, folder), { recursive: true, force: true })
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
    process.stdout.write(`${(Buffer.byteLength(text) / 1000).toFixed(0).padStart(6)} kB  ${path}\n`)
  }
}

if (import.meta.main) {
  const asked = process.argv[2]
  const bundles = { module: await moduleBundle(), host: await hostBundle() }
  for (const [name, bundle] of Object.entries(bundles)) {
    if (asked === undefined || asked === name) await write(bundle)
  }
  const licenses = thirdPartyLicenses(Object.values(bundles))
  await write({ files: new Map([[LICENSES_FILE, licenses]]), folders: [] })
}
