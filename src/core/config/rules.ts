import type { Problem } from "../errors.ts"
import { migrationPattern } from "../migrations/migration.ts"
import { meant } from "../nearest.ts"
import { STAGES, type Stage } from "../stage.ts"
import { COMMAND_RULES, type Rule } from "./command-rules.ts"
import type { DeployerConfig } from "./deployer.ts"
import { missingPlaceholders } from "./placeholders.ts"
import type { Config } from "./schema.ts"
import { headerSecrets } from "./secret-headers.ts"
import type { CheckConfig } from "./smoke.ts"
import { windowFaults } from "./windows.ts"

/**
 * Rules that span several keys; each reports all that it finds.
 * @param broken paths whose values are not those that were written: a rule that reads one cannot judge
 */
export function configProblems(config: Config, broken: readonly string[]): Problem[] {
  const judged = RULES.filter(({ reads }) => !reads.some((path) => broken.some((one) => overlap(path, one))))
  return judged
    .flatMap(({ judge }) => judge(config))
    .filter(({ path }) => !broken.some((one) => isWithin(path, one)))
}

/** Whether a path is another one, or inside of it. */
export const isWithin = (path: string, other: string): boolean =>
  path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`)

/** `*` stands for any one key or index. */
function overlap(pattern: string, path: string): boolean {
  const wanted = pattern.split(".")
  const keys = path.replaceAll("[", ".").replaceAll("]", "").split(".")
  return wanted.every((key, index) => key === "*" || keys[index] === undefined || keys[index] === key)
}

const versionIsAsserted: Rule = {
  reads: ["smoke.checks.*.expect.version", "smoke.checks.*.expect.sha", "smoke.checks.*.optional"],
  judge: ({ smoke }) =>
    smoke.checks.some(
      ({ optional, expect }) => !optional && (expect.version !== undefined || expect.sha !== undefined),
    )
      ? []
      : [
          {
            path: "smoke.checks",
            message:
              "needs a required check with expect.version or expect.sha: without one the old version would pass",
            fix: 'Say where an answer has its version, e.g. "expect": {"version": "version"} for {"version": "v1.2.3"}, or "header:x-version".',
          },
        ],
}

/** Every list of checks with its place. */
const checkLists = ({ smoke, verify }: Config): { path: string; checks: readonly CheckConfig[] }[] => [
  { path: "smoke.checks", checks: smoke.checks },
  { path: "verify.checks", checks: verify?.checks ?? [] },
]

const checkNamesAreUnique: Rule = {
  reads: [],
  judge: (config) =>
    checkLists(config).flatMap(({ path, checks }) => {
      const names = checks.map(({ name }) => name)
      return names.flatMap((name, index) =>
        names.indexOf(name) === index
          ? []
          : [
              {
                path: `${path}[${index}].name`,
                message: `"${name}" is used twice`,
                fix: "Give each check a name of its own.",
              },
            ],
      )
    }),
}

const deadlineHoldsTheConfirmations: Rule = {
  reads: ["smoke.consecutive", "smoke.confirmIntervalSeconds", "smoke.settleSeconds"],
  judge: ({ smoke }) => {
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
            fix: "Give the version more time, or ask for fewer or quicker passes.",
          },
        ]
  },
}

const intervalGrows: Rule = {
  reads: ["smoke.intervalSeconds"],
  judge: ({ smoke }) =>
    smoke.intervalSeconds <= smoke.maxIntervalSeconds
      ? []
      : [
          {
            path: "smoke.maxIntervalSeconds",
            message: `must be at least the ${smoke.intervalSeconds} s of intervalSeconds, is ${smoke.maxIntervalSeconds} s`,
            fix: "Set it to that or more.",
          },
        ],
}

const bodyNeedsAMethod: Rule = {
  reads: ["smoke.checks.*.method", "verify.checks.*.method"],
  judge: (config) =>
    checkLists(config).flatMap(({ path, checks }) =>
      checks.flatMap(({ body, method }, index) =>
        body !== undefined && (method === "GET" || method === "HEAD")
          ? [
              {
                path: `${path}[${index}].body`,
                message: `cannot be sent with ${method}; set method to POST`,
                fix: 'Add "method": "POST" to the check.',
              },
            ]
          : [],
      ),
    ),
}

/** A redirect may lead anywhere, and fetch takes only some headers away on the way to another host. */
const secretsGoWhereTheyAreMeantTo: Rule = {
  reads: ["smoke.checks.*.followRedirects", "verify.checks.*.followRedirects"],
  judge: (config) =>
    checkLists(config).flatMap(({ path, checks }) =>
      checks.flatMap(({ followRedirects, headers }, index) => [
        ...(followRedirects && headerSecrets({ headers }).length > 0
          ? [
              {
                path: `${path}[${index}].followRedirects`,
                message: "cannot be used with a secret header: a redirect may lead to another host",
                fix: "Take it out, and ask the address where the redirect leads.",
              },
            ]
          : []),
        ...Object.entries(headers).flatMap(([name, value]) =>
          /\{(secret|base64):/.test(value.replace(/\{(secret|base64):[A-Za-z_]\w*\}/g, ""))
            ? [
                {
                  path: `${path}[${index}].headers.${name}`,
                  message: "must name a secret by letters, digits and _",
                  fix: "Write {secret:NAME}, with the name of an environment variable.",
                },
              ]
            : [],
        ),
      ]),
    ),
}

/** Every text that names addresses and outputs of a stage, with its place. */
function templatesOf(config: Config): { path: string; template: string; own: readonly string[] }[] {
  const checks = checkLists(config).flatMap(({ path, checks: list }) =>
    list.map(({ url }, index) => ({ path: `${path}[${index}].url`, template: url, own: [] })),
  )
  const { slack, logs } = config.verify ?? {}
  const own = ["stage", "app"]
  return [
    ...checks,
    ...(slack === undefined ? [] : [{ path: "verify.slack.url", template: slack.url, own: [] }]),
    ...(logs?.groups ?? []).map((template, index) => ({
      path: `verify.logs.groups[${index}]`,
      template,
      own,
    })),
    ...(logs?.prefix === undefined ? [] : [{ path: "verify.logs.prefix", template: logs.prefix, own }]),
  ]
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

const urlsAreKnown: Rule = {
  reads: ["deployer.kind", "deployer.outputs", "deployer.services.*", "stages.*.urls.*"],
  judge(config) {
    const outputs = knownOutputs(config.deployer)
    if (outputs === null) return []
    const knownOn = (stage: Stage) => [...Object.keys(config.stages[stage].urls), ...outputs]
    return STAGES.flatMap((stage) =>
      templatesOf(config).flatMap(({ path, template, own }) => {
        const known = Object.fromEntries([...own, ...knownOn(stage)].map((name) => [name, ""]))
        return missingPlaceholders(template, known).map((name) => ({
          path,
          message: `{${name}} is neither in stages.${stage}.urls nor an output of the deployer`,
          fix: addressFix(stage, name, [...own, ...knownOn(stage)]),
        }))
      }),
    )
  },
}

function addressFix(stage: Stage, name: string, known: readonly string[]): string {
  const close = meant(name, known)
  if (close !== null) return `Did you mean {${close}}?`
  return `Add it: "stages": {"${stage}": {"urls": {"${name}": "https://…"}}}.`
}

const migrationPatternIsUsable: Rule = {
  reads: ["migrations"],
  judge: ({ migrations }) =>
    migrations === undefined || migrationPattern(migrations) !== null
      ? []
      : [
          {
            path: "migrations.pattern",
            message: "is not a regular expression",
            fix: 'Write one, e.g. "\\\\.sql$" for all files that end so.',
          },
        ],
}

/** A verification that looks at nothing would look like one that found nothing. */
const verificationLooksAtSomething: Rule = {
  reads: ["verify.checks", "verify.logs", "verify.slack"],
  judge: ({ verify }) =>
    verify === undefined ||
    verify.checks.length > 0 ||
    verify.logs !== undefined ||
    verify.slack !== undefined
      ? []
      : [
          {
            path: "verify",
            message: "must have checks, logs or slack",
            fix: "Add one of them, or take verify out.",
          },
        ],
}

const logsAreSomewhere: Rule = {
  reads: ["verify.logs"],
  judge({ verify }) {
    if (verify?.logs === undefined) return []
    const { groups, prefix, pollSeconds, watchSeconds } = verify.logs
    const nowhere = groups.length === 0 && prefix === undefined
    return [
      ...(nowhere
        ? [
            {
              path: "verify.logs",
              message: "must name groups or a prefix",
              fix: 'Add e.g. "prefix": "/aws/lambda/shop-{stage}-".',
            },
          ]
        : []),
      ...(pollSeconds > watchSeconds
        ? [
            {
              path: "verify.logs.pollSeconds",
              message: `must be at most the ${watchSeconds} s of watchSeconds, is ${pollSeconds} s`,
              fix: "Look more often, or watch for longer.",
            },
          ]
        : []),
    ]
  },
}

const windowsAreUsable: Rule = {
  reads: ["stages.*.windows"],
  judge: ({ stages }) =>
    STAGES.flatMap((stage) => {
      const { windows } = stages[stage]
      return windows === undefined ? [] : windowFaults(windows, `stages.${stage}.windows`)
    }),
}

const RULES: readonly Rule[] = [
  versionIsAsserted,
  checkNamesAreUnique,
  deadlineHoldsTheConfirmations,
  intervalGrows,
  bodyNeedsAMethod,
  secretsGoWhereTheyAreMeantTo,
  urlsAreKnown,
  migrationPatternIsUsable,
  verificationLooksAtSomething,
  logsAreSomewhere,
  windowsAreUsable,
  ...COMMAND_RULES,
]
