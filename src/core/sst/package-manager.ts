/** What a tree says about how its dependencies are installed. */
export interface TreeManifest {
  /** text of package.json next to the lockfile; null when there is none */
  packageJson: string | null
  /** names of the lockfiles there */
  lockfiles: readonly string[]
  /** it has a .yarnrc.yml, which only yarn 2 and later read */
  yarnrc: boolean
}

/** A package manager's installation, or why there is none. */
export type Installation =
  | { kind: "install"; argv: string[]; needsSources: boolean }
  | { kind: "unknown"; message: string }

/** The package manager of each lockfile. */
const LOCKFILE_OF = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
} as const
type Manager = (typeof LOCKFILE_OF)[keyof typeof LOCKFILE_OF]

export const LOCKFILES = Object.keys(LOCKFILE_OF) as (keyof typeof LOCKFILE_OF)[]

/**
 * How the tree's own package manager installs exactly what its lockfile says. packageManager in package.json decides,
 * then the lockfile; two lockfiles of different managers decide nothing.
 */
export function chooseInstallation({ packageJson, lockfiles, yarnrc }: TreeManifest): Installation {
  const manifest = readManifest(packageJson)
  if (manifest === null)
    return { kind: "unknown", message: "package.json next to the lockfile is not valid JSON." }
  const locked = [
    ...new Set(LOCKFILES.filter((file) => lockfiles.includes(file)).map((file) => LOCKFILE_OF[file])),
  ]
  const [named, version = ""] = manifest.packageManager.split("@")
  const manager = isManager(named) ? named : locked.length === 1 ? locked[0] : undefined
  if (manager === undefined) {
    const found = locked.length === 0 ? "no lockfile" : `lockfiles of ${locked.join(" and ")}`
    return {
      kind: "unknown",
      message: `The tree has ${found}, and packageManager does not name npm, pnpm, yarn or bun: set deployer.install.`,
    }
  }
  if (!locked.includes(manager)) {
    return {
      kind: "unknown",
      message: `packageManager is ${manager}, but the tree has no ${manager} lockfile.`,
    }
  }
  const modernYarn = version === "" ? yarnrc : !version.startsWith("1.")
  // corepack installs exactly the version that the tree names
  const viaCorepack = version !== "" && (manager === "pnpm" || manager === "yarn")
  return {
    kind: "install",
    argv: [...(viaCorepack ? ["corepack"] : []), ...commandOf(manager, modernYarn)],
    needsSources: manifest.needsSources,
  }
}

function commandOf(manager: Manager, modernYarn: boolean): string[] {
  switch (manager) {
    case "npm":
      return ["npm", "ci", "--no-audit", "--no-fund"]
    case "pnpm":
      return ["pnpm", "install", "--frozen-lockfile"]
    case "yarn":
      return ["yarn", "install", modernYarn ? "--immutable" : "--frozen-lockfile"]
    case "bun":
      return ["bun", "install", "--frozen-lockfile"]
  }
}

/** Scripts that run at the installation and may read sources. */
const LIFECYCLE = ["preinstall", "install", "postinstall", "prepare"]

function readManifest(text: string | null): { packageManager: string; needsSources: boolean } | null {
  try {
    const parsed = (text === null ? {} : JSON.parse(text)) as { packageManager?: unknown; scripts?: unknown }
    const { packageManager, scripts } = Object(parsed) as typeof parsed
    return {
      packageManager: typeof packageManager === "string" ? packageManager : "",
      needsSources: LIFECYCLE.some((script) => Object.hasOwn(Object(scripts), script)),
    }
  } catch {
    return null
  }
}

const isManager = (name: string | undefined): name is Manager =>
  Object.values(LOCKFILE_OF).includes(name as Manager)

/** The files that decide what an installation brings: while they are the same, an earlier one stands. */
export const INSTALL_FILES = [
  "**/package.json",
  ...LOCKFILES.map((file) => `**/${file}`),
  "**/.npmrc",
  "**/.yarnrc",
  "**/.yarnrc.yml",
  "**/.yarn/**",
  "**/pnpm-workspace.yaml",
  "**/.pnpmfile.cjs",
  "**/bunfig.toml",
  "**/patches/**",
]
