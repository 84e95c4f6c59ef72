import type { Problem } from "../errors.ts"
import { STAGES } from "../stage.ts"
import { meant } from "../text.ts"
import { missingPlaceholders, strangePlaceholders } from "./placeholders.ts"
import type { Config } from "./schema.ts"
import { HOOKS, type HookName, toolOf } from "./tools.ts"

/** A rule that spans several keys. */
export interface Rule {
  /** paths whose values it can't judge without, beside the one that it names */
  reads?: readonly string[]
  judge(config: Config): Required<Pick<Problem, "path" | "message" | "fix">>[]
}

/** What the arguments and variables of a command can name. */
const COMMAND_VALUES = ["stage", "tag", "sha"]

/** Every program that is started, with its place. */
function commandsOf({ deployer, migrations, hooks }: Config): { path: string; argv: readonly string[] }[] {
  const run = migrations?.run
  const all: [path: string, argv: readonly string[] | "auto" | undefined][] = [
    ...(deployer.kind === "sandbox"
      ? Object.entries(deployer.services).map(
          ([name, { command }]) => [`deployer.services.${name}.command`, command] as const,
        )
      : [["deployer.install", toolOf(deployer)?.install] as const]),
    ["deployer.deploy", deployer.kind === "command" ? deployer.deploy : undefined],
    ["migrations.run.install", run?.install],
    ["migrations.run.command", run?.command],
    ["migrations.run.head", run?.head],
    ...HOOKS.map((name) => [`hooks.${name}.command`, hooks[name]?.command] as const),
  ] as [string, readonly string[] | "auto" | undefined][]
  return all.flatMap(([path, argv]) => (argv === undefined || argv === "auto" ? [] : [{ path, argv }]))
}

const commandPlaceholdersAreKnown: Rule = {
  judge(config) {
    const { deployer, migrations, hooks } = config
    const texts = [
      ...commandsOf(config).flatMap(({ path, argv }) =>
        argv.map((text, index) => ({ path: `${path}[${index}]`, text })),
      ),
      ...variablesAt("deployer.env", toolOf(deployer)?.env ?? {}),
      ...variablesAt("migrations.run.env", migrations?.run?.env ?? {}),
      ...HOOKS.flatMap((name) => variablesAt(`hooks.${name}.env`, hooks[name]?.env ?? {})),
    ]
    return texts.flatMap(({ path, text }) =>
      strangePlaceholders(text, COMMAND_VALUES).map((name) => {
        const close = meant(name, COMMAND_VALUES)
        return {
          path,
          message: `{${name}} is no placeholder: there are {stage}, {tag} and {sha}`,
          fix:
            close === null
              ? `If it is meant as it stands, write { ${name} } or put it in a script.`
              : `Did you mean {${close}}?`,
        }
      }),
    )
  },
}

const variablesAt = (path: string, env: Readonly<Record<string, string>>) =>
  Object.entries(env).map(([name, text]) => ({ path: `${path}.${name}`, text }))

const servicesNameEarlierOnes: Rule = {
  judge({ deployer }) {
    if (deployer.kind !== "sandbox") return []
    const services = Object.entries(deployer.services)
    return services.flatMap(([name, { env }], index) => {
      const earlier = services.slice(0, index).map(([earlierName]) => earlierName)
      const known = Object.fromEntries(earlier.map((one) => [one, one]))
      return Object.entries(env).flatMap(([key, value]) =>
        missingPlaceholders(value, known).map((missing) => ({
          path: `deployer.services.${name}.env.${key}`,
          message: `{${missing}} is not a service named before this one`,
          fix:
            earlier.length === 0
              ? "Put the service that it names before this one."
              : `Before it there are: ${earlier.join(", ")}.`,
        })),
      )
    })
  },
}

/** What would make sst deploy something other than the whole version, or succeed although it failed. */
const TAKEN = ["--stage", "--target", "--exclude", "--dev", "--continue", "--config"]

const sstDeploysTheWholeVersion: Rule = {
  judge: ({ deployer }) =>
    deployer.kind !== "sst"
      ? []
      : deployer.arguments.flatMap((argument, index) =>
          TAKEN.some((option) => argument === option || argument.startsWith(`${option}=`))
            ? [
                {
                  path: `deployer.arguments[${index}]`,
                  message: `${argument} cannot be given: the pipeline deploys the whole version to its stage`,
                  fix: "Take it out.",
                },
              ]
            : [],
        ),
}

/** Only SST keeps secrets for a stage. */
const onlySstKeepsSecrets: Rule = {
  reads: ["deployer.kind"],
  judge({ deployer, migrations }) {
    if (migrations?.run?.databaseUrl?.secret === undefined || deployer.kind === "sst") return []
    return [
      {
        path: "migrations.run.databaseUrl.secret",
        message: `needs the deployer sst, is ${deployer.kind}`,
        fix: 'Name the variable that holds the address instead: "env": "DATABASE_URL".',
      },
    ]
  },
}

/** SST gets credentials for a stage whose region is set; an app that is in AWS on one stage is so on the other. */
const sstStagesAreInAws: Rule = {
  judge({ deployer, stages }) {
    if (deployer.kind !== "sst") return []
    const [one] = STAGES.filter((stage) => stages[stage].region !== undefined)
    if (one === undefined) return []
    return STAGES.filter((stage) => stages[stage].region === undefined).map((stage) => ({
      path: `stages.${stage}.region`,
      message: `no AWS region is set, although ${one} has one`,
      fix: `Add e.g. "region": "${stages[one].region}".`,
    }))
  },
}

/** A role and an account without a region would be checked for nothing. */
const awsNeedsARegion: Rule = {
  judge: ({ stages }) =>
    STAGES.flatMap((stage) => {
      const found = stages[stage]
      const needs = AWS_KEYS.find((key) => found[key] !== undefined)
      if (found.region !== undefined || needs === undefined) return []
      return [
        {
          path: `stages.${stage}.region`,
          message: `is missing: ${needs} needs it`,
          fix: 'Add e.g. "region": "eu-central-1".',
        },
      ]
    }),
}

const ROLE_KEYS = ["roleArn", "planRoleArn"] as const
const AWS_KEYS = [...ROLE_KEYS, "account"] as const

const rolesAreOfTheirAccount: Rule = {
  judge: ({ stages }) =>
    STAGES.flatMap((stage) => {
      const { roleArn, account = roleArn?.split(":")[4] } = stages[stage]
      return ROLE_KEYS.flatMap((key) => {
        const holder = stages[stage][key]?.split(":")[4]
        if (holder === undefined || account === undefined || holder === account) return []
        return [
          {
            path: `stages.${stage}.${key}`,
            message: `is in account ${holder}, not in ${account}`,
            fix: "Name a role of that account, or correct account.",
          },
        ]
      })
    }),
}

/** Rules about what is started to deploy, and where. */
export const COMMAND_RULES: readonly Rule[] = [
  commandPlaceholdersAreKnown,
  servicesNameEarlierOnes,
  sstDeploysTheWholeVersion,
  onlySstKeepsSecrets,
  sstStagesAreInAws,
  awsNeedsARegion,
  rolesAreOfTheirAccount,
]

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
    deployer: toolOf(deployer)?.install !== undefined,
    migrations: migrations?.run?.install !== undefined,
    hooks: false,
  }
  const directoryOf = (part: keyof typeof installs, name: string) => {
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
  for (const part of (directory === undefined ? file : `${directory}/${file}`).split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "." && part !== "") parts.push(part)
  }
  return parts.join("/")
}
