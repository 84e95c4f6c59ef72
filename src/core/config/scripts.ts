import { commandsOf } from "./command-rules.ts"
import type { HookName } from "./hooks.ts"
import type { Config } from "./schema.ts"

/** Something of a version's own tree that a command of pipeline.json starts. */
export interface NeededScript {
  /** the command, e.g. `deployer.deploy` */
  path: string
  /** below the repository's root: the script itself, or the package.json that has it */
  file: string
  /** a script of that package.json; null: the file itself */
  script: string | null
  /** an installation runs before it, and may write it */
  isInstalled: boolean
}

/** Programs whose first argument is the file that they run. */
const INTERPRETERS = /^(node|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|sh|bash|zsh)$/
const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"]
/** They lead to another package.json, or make the script's lack no mistake. */
const ELSEWHERE = /^(-w|-C|-F|-r|--(workspace|workspaces|prefix|dir|cwd|filter|recursive|if-present)\b.*)$/
/** A path that does not depend on the run, below where the command starts. */
const OWN_PATH = /^(?![/~$-])[^{}$*]+$/
const WITH_EXTENSION = /\.[A-Za-z]\w*$/

/** What commands start by its name in the tree; a program that is looked for in PATH is the machine's. */
export function neededScripts(config: Config): NeededScript[] {
  const { deployer, migrations, hooks } = config
  const sst = deployer.kind === "sst" ? deployer.directory : undefined
  const installs = {
    deployer: deployer.kind !== "sandbox" && deployer.install !== undefined,
    migrations: migrations?.run?.install !== undefined,
    hooks: false,
  }
  const directoryOf = (part: keyof typeof installs, name = "") => {
    if (part === "hooks") return hooks[name as HookName]?.directory
    return part === "migrations" ? migrations?.run?.directory : sst
  }
  return commandsOf(config).flatMap(({ path, argv }) => {
    const [part, name] = path.split(".") as [keyof typeof installs, string]
    const directory = directoryOf(part, name)
    const started = startedBy(argv)
    if (started === null) return []
    const isInstalled = installs[part] && !path.endsWith(".install")
    return [{ path, ...started, file: below(directory, started.file), isInstalled }]
  })
}

function startedBy([program = "", ...args]: readonly string[]): Pick<NeededScript, "file" | "script"> | null {
  if (program.includes("/")) return OWN_PATH.test(program) ? { file: program, script: null } : null
  const [first = "", second = ""] = args
  if (PACKAGE_MANAGERS.includes(program) && ["run", "run-script"].includes(first)) {
    const own = args.slice(0, [...args, "--"].indexOf("--"))
    const isHere = OWN_PATH.test(second) && !own.some((argument) => ELSEWHERE.test(argument))
    // bun runs a file, too
    return isHere && !WITH_EXTENSION.test(second) ? { file: "package.json", script: second } : null
  }
  const isFile = INTERPRETERS.test(program) && OWN_PATH.test(first) && WITH_EXTENSION.test(first)
  return isFile ? { file: first, script: null } : null
}

/** A path as git has it. */
function below(directory: string | undefined, file: string): string {
  const parts: string[] = []
  for (const part of `${directory ?? "."}/${file}`.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "." && part !== "") parts.push(part)
  }
  return parts.join("/")
}
