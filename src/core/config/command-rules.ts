import type { Problem } from "../errors.ts"
import { meant } from "../nearest.ts"
import { STAGES } from "../stage.ts"
import { HOOKS } from "./hooks.ts"
import { missingPlaceholders, strangePlaceholders } from "./placeholders.ts"
import type { Config } from "./schema.ts"

/** A rule that spans several keys. */
export interface Rule {
  /** paths without which it can't judge, beside those that it names */
  reads: readonly string[]
  judge(config: Config): Required<Pick<Problem, "path" | "message" | "fix">>[]
}

/** What the arguments and variables of a command can name. */
const COMMAND_VALUES = ["stage", "tag", "sha"]

/** Every program that is started, with its place. */
export function commandsOf({
  deployer,
  migrations,
  hooks,
}: Config): { path: string; argv: readonly string[] }[] {
  const run = migrations?.run
  const all: [path: string, argv: readonly string[] | "auto" | undefined][] = [
    ...(deployer.kind === "sandbox"
      ? Object.entries(deployer.services).map(
          ([name, { command }]) => [`deployer.services.${name}.command`, command] as const,
        )
      : [["deployer.install", deployer.install] as const]),
    ["deployer.deploy", deployer.kind === "command" ? deployer.deploy : undefined],
    ["migrations.run.install", run?.install],
    ["migrations.run.command", run?.command],
    ["migrations.run.head", run?.head],
    ...HOOKS.map((name) => [`hooks.${name}.command`, hooks[name]?.command] as const),
  ] as [string, readonly string[] | "auto" | undefined][]
  return all.flatMap(([path, argv]) => (argv === undefined || argv === "auto" ? [] : [{ path, argv }]))
}

const commandPlaceholdersAreKnown: Rule = {
  reads: ["deployer.kind"],
  judge(config) {
    const { deployer, migrations, hooks } = config
    const texts = [
      ...commandsOf(config).flatMap(({ path, argv }) =>
        argv.map((text, index) => ({ path: `${path}[${index}]`, text })),
      ),
      ...variablesAt("deployer.env", deployer.kind === "sandbox" ? {} : deployer.env),
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
  reads: ["deployer.services.*"],
  judge({ deployer }) {
    if (deployer.kind !== "sandbox") return []
    const services = Object.entries(deployer.services)
    return services.flatMap(([name, { env }], index) => {
      const earlier = services.slice(0, index).map(([earlierName]) => earlierName)
      const known = Object.fromEntries(earlier.map((one) => [one, ""]))
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
  reads: [],
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
  reads: ["deployer.kind"],
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
  reads: [],
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
  reads: ["stages.*.account"],
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
