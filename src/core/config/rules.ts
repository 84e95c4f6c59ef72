import type { Problem } from "../errors.ts"
import { migrationPattern } from "../migrations/migration.ts"
import { STAGES } from "../stage.ts"
import type { DeployerConfig } from "./deployer.ts"
import { missingPlaceholders } from "./placeholders.ts"
import type { Config } from "./schema.ts"
import type { CheckConfig } from "./smoke.ts"
import type { LogsConfig } from "./verify.ts"

type Rule = (config: Config) => Problem[]

/** Rules that span several keys; each reports all that it finds. */
export const configProblems = (config: Config): Problem[] => RULES.flatMap((rule) => rule(config))

const versionIsAsserted: Rule = ({ smoke }) =>
  smoke.checks.some(
    ({ optional, expect }) => !optional && (expect.version !== undefined || expect.sha !== undefined),
  )
    ? []
    : [
        {
          path: "smoke.checks",
          message:
            "needs a required check with expect.version or expect.sha: without one the old version would pass",
        },
      ]

/** Every list of checks with its place. */
const checkLists = ({ smoke, verify }: Config): { path: string; checks: readonly CheckConfig[] }[] => [
  { path: "smoke.checks", checks: smoke.checks },
  { path: "verify.checks", checks: verify?.checks ?? [] },
]

const checkNamesAreUnique: Rule = (config) =>
  checkLists(config).flatMap(({ path, checks }) => {
    const names = checks.map(({ name }) => name)
    return names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [{ path: `${path}[${index}].name`, message: `"${name}" is used twice` }],
    )
  })

const deadlineHoldsTheConfirmations: Rule = ({ smoke }) => {
  const passes = (smoke.consecutive - 1) * smoke.confirmIntervalSeconds
  const settle = smoke.settleSeconds ?? 0
  const needed = Math.max(passes, settle)
  const what = settle > passes ? "of settleSeconds" : `that ${smoke.consecutive} passes take`
  return smoke.deadlineSeconds > needed
    ? []
    : [
        {
          path: "smoke.deadlineSeconds",
          message: `must be more than the ${Number(needed.toFixed(3))} s ${what}`,
        },
      ]
}

const intervalGrows: Rule = ({ smoke }) =>
  smoke.intervalSeconds <= smoke.maxIntervalSeconds
    ? []
    : [
        {
          path: "smoke.maxIntervalSeconds",
          message: `must be at least the ${smoke.intervalSeconds} s of intervalSeconds, is ${smoke.maxIntervalSeconds} s`,
        },
      ]

const bodyNeedsAMethod: Rule = (config) =>
  checkLists(config).flatMap(({ path, checks }) =>
    checks.flatMap(({ body, method }, index) =>
      body !== undefined && (method === "GET" || method === "HEAD")
        ? [{ path: `${path}[${index}].body`, message: `cannot be sent with ${method}; set method to POST` }]
        : [],
    ),
  )

/** Every URL that is asked, with its place. */
const urlsOf = (config: Config): { path: string; url: string }[] => {
  const checks = checkLists(config).flatMap(({ path, checks: list }) =>
    list.map(({ url }, index) => ({ path: `${path}[${index}].url`, url })),
  )
  const slack = config.verify?.slack
  return slack === undefined ? checks : [...checks, { path: "verify.slack.url", url: slack.url }]
}

/** The outputs that are known before a deploy; null: those that a command will write to its file. */
function knownOutputs(deployer: DeployerConfig): readonly string[] | null {
  switch (deployer.kind) {
    case "sandbox":
      return Object.keys(deployer.services)
    case "sst":
      return deployer.outputs
    case "command":
      return deployer.outputs === undefined ? [] : null
  }
}

const urlsAreKnown: Rule = (config) => {
  const { deployer, stages } = config
  const outputs = knownOutputs(deployer)
  if (outputs === null) return []
  return STAGES.flatMap((stage) => {
    const known = Object.fromEntries(
      [...Object.keys(stages[stage].urls), ...outputs].map((name) => [name, ""]),
    )
    return urlsOf(config).flatMap(({ path, url }) =>
      missingPlaceholders(url, known).map((name) => ({
        path,
        message: `{${name}} is neither in stages.${stage}.urls nor an output of the deployer`,
      })),
    )
  })
}

const servicesNameEarlierOnes: Rule = ({ deployer }) => {
  if (deployer.kind !== "sandbox") return []
  const services = Object.entries(deployer.services)
  return services.flatMap(([name, { env }], index) => {
    const earlier = Object.fromEntries(services.slice(0, index).map(([earlierName]) => [earlierName, ""]))
    return Object.entries(env).flatMap(([key, value]) =>
      missingPlaceholders(value, earlier).map((missing) => ({
        path: `deployer.services.${name}.env.${key}`,
        message: `{${missing}} is not a service named before this one`,
      })),
    )
  })
}

const migrationPatternIsUsable: Rule = ({ migrations }) =>
  migrations === undefined || migrationPattern(migrations) !== null
    ? []
    : [{ path: "migrations.pattern", message: "is not a regular expression" }]

/** What would make sst deploy something other than the whole version, or succeed although it failed. */
const TAKEN = ["--stage", "--target", "--exclude", "--dev", "--continue", "--config"]

const sstDeploysTheWholeVersion: Rule = ({ deployer }) =>
  deployer.kind !== "sst"
    ? []
    : deployer.arguments.flatMap((argument, index) =>
        TAKEN.some((option) => argument === option || argument.startsWith(`${option}=`))
          ? [
              {
                path: `deployer.arguments[${index}]`,
                message: `${argument} cannot be given: the pipeline deploys the whole version to its stage`,
              },
            ]
          : [],
      )

/** Only SST keeps secrets for a stage. */
function migrationSecretProblems({ deployer, migrations }: Config): Problem[] {
  if (migrations?.run?.databaseUrl?.secret === undefined || deployer.kind === "sst") return []
  const path = "migrations.run.databaseUrl.secret"
  return [{ path, message: `needs the deployer sst, is ${deployer.kind}` }]
}

/** A verification that looks at nothing would look like one that found nothing. */
function verifyProblems({ verify }: Config): Problem[] {
  if (verify === undefined) return []
  const { checks, logs, slack } = verify
  const empty = checks.length === 0 && logs === undefined && slack === undefined
  return [
    ...(empty ? [{ path: "verify", message: "must have checks, logs or slack" }] : []),
    ...(logs === undefined ? [] : logsProblems(logs)),
  ]
}

function logsProblems({ groups, prefix, pollSeconds, watchSeconds }: LogsConfig): Problem[] {
  const nowhere = groups.length === 0 && prefix === undefined
  return [
    ...(nowhere ? [{ path: "verify.logs", message: "must name groups or a prefix" }] : []),
    ...(pollSeconds > watchSeconds
      ? [
          {
            path: "verify.logs.pollSeconds",
            message: `must be at most the ${watchSeconds} s of watchSeconds, is ${pollSeconds} s`,
          },
        ]
      : []),
  ]
}

/** A role and an account without a region would be checked for nothing. */
const awsNeedsARegion: Rule = ({ stages }) =>
  STAGES.flatMap((stage) => {
    const found = stages[stage]
    const needs = AWS_KEYS.find((key) => found[key] !== undefined)
    if (found.region !== undefined || needs === undefined) return []
    return [{ path: `stages.${stage}.region`, message: `is missing: ${needs} needs it` }]
  })

const AWS_KEYS = ["roleArn", "planRoleArn", "account"] as const

/** SST gets credentials for a stage whose region is set; an app that is in AWS on one stage is so on the other. */
const sstStagesAreInAws: Rule = ({ deployer, stages }) => {
  if (deployer.kind !== "sst") return []
  const [one] = STAGES.filter((stage) => stages[stage].region !== undefined)
  if (one === undefined) return []
  return STAGES.filter((stage) => stages[stage].region === undefined).map((stage) => ({
    path: `stages.${stage}.region`,
    message: `no AWS region is set, although ${one} has one`,
  }))
}

const rolesAreOfTheirAccount: Rule = ({ stages }) =>
  STAGES.flatMap((stage) => {
    const { roleArn, account = roleArn?.split(":")[4] } = stages[stage]
    return (["roleArn", "planRoleArn"] as const).flatMap((key) => {
      const holder = stages[stage][key]?.split(":")[4]
      if (holder === undefined || account === undefined || holder === account) return []
      return [{ path: `stages.${stage}.${key}`, message: `is in account ${holder}, not in ${account}` }]
    })
  })

const RULES: readonly Rule[] = [
  versionIsAsserted,
  checkNamesAreUnique,
  deadlineHoldsTheConfirmations,
  intervalGrows,
  bodyNeedsAMethod,
  urlsAreKnown,
  servicesNameEarlierOnes,
  migrationPatternIsUsable,
  verifyProblems,
  migrationSecretProblems,
  awsNeedsARegion,
  sstStagesAreInAws,
  rolesAreOfTheirAccount,
  sstDeploysTheWholeVersion,
]
